"""A search reads the newest titles first."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('analysis', '0002_erased_channel'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='searchentry',
            index=models.Index(condition=models.Q(('kind', 'title')), fields=['id'], name='search_newest_titles'),
        ),
    ]
