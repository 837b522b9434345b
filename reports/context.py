"""What every page's frame needs: campaign, navigation, the person, the demonstration marks."""


def page(request):
    return {}
