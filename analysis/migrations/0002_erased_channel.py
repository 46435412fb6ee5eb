"""The rows of an erased author belong together."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('analysis', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='erasedauthor',
            name='channel',
            field=models.CharField(db_default='', max_length=64),
        ),
    ]
