"""One file per physical rule. A rule takes a question and what is already known, and returns findings."""
