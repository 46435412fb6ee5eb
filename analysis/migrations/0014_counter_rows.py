from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('analysis', '0013_traceparent'),
    ]

    operations = [
        migrations.RenameModel(old_name='Tally', new_name='CounterRow'),
        migrations.AlterModelTable(name='counterrow', table='analysis_counters'),
        migrations.RemoveConstraint(model_name='counterrow', name='tally_once'),
        migrations.AddConstraint(
            model_name='counterrow',
            constraint=models.UniqueConstraint(fields=('name', 'labels'), name='counter_once'),
        ),
        migrations.AlterField(
            model_name='stepattempt',
            name='outcome',
            field=models.CharField(choices=[('running', 'Running'), ('completed', 'completed'), ('retried', 'failed, retried'), ('paused', 'refused by the source, retried later'), ('failed', 'Failed'), ('handed_on', 'handed over to another run'), ('stopped', 'stopped with the analysis'), ('released', 'released from its worker by staff'), ('lost', 'worker lost')], default='running', max_length=10),
        ),
    ]
