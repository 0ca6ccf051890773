"""The rehearsal: this server's mail system twice, as it is and as it would be, and the same mails through both. Pure.

configuration → stage (who stands in for whom, what names answer, what is sent) → … two worlds (host/rehearsing) …
→ observed (what became of each mail) → comparison (differences in words) and expectations (does mail flow as the JSON
says).
"""
