"""The page on which a person corrects the drafted targets and accepts them into a campaign."""
