"""`flask audit`: sealing and verifying from the server itself."""

from portal.core import db, history, seals
from tests.makers import division


def test_sealing_and_verifying_say_what_they_did(run):
    division()
    assert "新封存 1 批" in run("audit", "seal").output
    assert "没有要封存的" in run("audit", "seal").output
    said = run("audit", "verify", "--head").output
    assert "对得上：1 号封存，改动 1 个" in said
    assert seals.newest().digest in said


def test_verifying_fails_and_names_what_is_broken(run):
    division("历山社区")
    run("audit", "seal")
    with db.passing():
        history.Change.update(by="别人").execute()
    said = run("audit", "verify", code=1).output
    assert "第 1 号封存" in said
    assert "改动 1 被改过" in said


def test_a_head_kept_on_paper_is_asked_for(run):
    division()
    run("audit", "seal")
    run("audit", "verify", "--expect", seals.newest().digest)
    assert "所给" in run("audit", "verify", "--expect", "0" * 64, code=1).output


def test_upgrading_seals_what_is_there(run):
    run("db", "upgrade")
    assert seals.waiting() == 0
    assert seals.newest().id == 1
