from django.db import migrations

from units import triggers


class Migration(migrations.Migration):
    dependencies = [("units", "0001_initial")]

    operations = [migrations.RunPython(triggers.create, triggers.drop)]
