"""The page on which Home Affairs keeps what a campaign's documents print and its offices choose."""
