"""A search reads the titles of the analyses of a caller who may see few."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('analysis', '0003_newest_titles'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='searchentry',
            index=models.Index(condition=models.Q(('kind', 'title')), fields=['task'], name='search_titles_of_tasks'),
        ),
    ]
