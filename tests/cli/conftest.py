"""Commands are run as a person runs them: in a process-like runner, by their words."""

import pytest


@pytest.fixture
def run(app):
    """Run `flask …`; the result with its exit code and what it printed."""
    runner = app.test_cli_runner()

    def run(*words, input=None, code=0):
        result = runner.invoke(args=[str(word) for word in words], input=input)
        assert result.exit_code == code, result.output
        return result

    return run
