"""How good the findings are, measured on labelled data: ``make evaluate``. One module a task, each with ``rows()``."""
