"""The analysis that `make run` starts, as a client of the service."""

import io

import pytest
from django.contrib.auth.models import User
from rich.console import Console

from analysis.models import AccessToken, AnalysisTask
from youtube_analyzer.launcher import first_analysis


@pytest.mark.django_db(transaction=True)
def test_it_leaves_no_access_token_behind(live_server):
    admin = User.objects.create_superuser("admin", password="of the first start")
    output = Console(file=io.StringIO(), width=200)
    # This server has no sockets, so the analysis is started but not followed.
    first_analysis.run(live_server.url, first_analysis.SAMPLE_URL, output, lambda: None, "of the first start")
    assert "The connection was lost." in output.file.getvalue()
    assert AnalysisTask.objects.get().owner == admin
    assert not AccessToken.objects.exists()
