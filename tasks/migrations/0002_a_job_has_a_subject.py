from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('tasks', '0001_initial'),
    ]

    operations = [
        migrations.RenameField(
            model_name='job',
            old_name='document_key',
            new_name='subject_key',
        ),
    ]
