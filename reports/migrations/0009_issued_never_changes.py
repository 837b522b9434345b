from django.db import migrations

from reports import triggers


class Migration(migrations.Migration):
    dependencies = [("reports", "0008_official_documents")]

    operations = [migrations.RunPython(triggers.create, triggers.drop)]
