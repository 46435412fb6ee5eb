"""Quality of the results on labelled data: ``make evaluate``. One module per task, each with ``rows()``."""
