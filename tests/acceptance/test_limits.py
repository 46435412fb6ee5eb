"""What is done once and counted against one caller, with a real web server in between."""

import json
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.service import Service
from youtube_analyzer.launcher import first_analysis

pytestmark = pytest.mark.acceptance


def test_fifty_equal_requests_at_once_make_one_analysis_whatever_address_they_claim(service: Service) -> None:
    def post(number: int) -> str:
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": "acceptance-1",
            # Were it believed, each would be another caller's key.
            "X-Forwarded-For": f"203.0.113.{number}",
        }
        body = json.dumps({"youtube_url": first_analysis.SAMPLE_URL}).encode()
        request = urllib.request.Request(f"{service.base}/api/v1/analysis/", body, headers)
        with urllib.request.urlopen(request, timeout=60) as response:
            return str(json.load(response)["id"])

    with ThreadPoolExecutor(50) as pool:
        assert len(set(pool.map(post, range(50)))) == 1
