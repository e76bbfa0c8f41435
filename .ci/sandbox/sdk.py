#!/usr/bin/env python3
"""Segment's own Python library sends 10,000 events to a local Segment, unchanged: sdk.py URL WRITE_KEY gzip|plain"""

import sys
import segment.analytics as analytics

url, key, packed = sys.argv[1:]
failed = []
analytics.write_key = key
analytics.host = url
analytics.gzip = packed == "gzip"
analytics.max_queue_size = 20_000
analytics.on_error = lambda error, batch: failed.append((error, len(batch)))
for number in range(5_000):
    analytics.track(f"user {number}", "Python Event", {"number": number, "text": "é <b>&amp;</b> \u2028"})
    analytics.identify(f"user {number}", {"email": f"{number}@example.com"})
analytics.shutdown()
if failed:
    sys.exit(f"{len(failed)} batches failed, the first by {failed[0]}")
