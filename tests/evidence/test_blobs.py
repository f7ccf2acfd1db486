"""Contents are written once, whole or not at all, and checked when they are read."""

import hashlib
import io
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.evidence.blobs import Blobs
from trustlane.evidence.refusals import Empty, Lost, TooLarge

ABC = hashlib.sha256(b"abc").hexdigest()


def keep(blobs, data, largest=1000):
    with blobs.receive(io.BytesIO(data), largest=largest) as arrived:
        blobs.keep(arrived)
    return arrived.sha256


def files(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


@given(data=st.binary(min_size=1, max_size=3000))
def test_what_is_kept_is_read_again(tmp_path_factory, data):
    blobs = Blobs(tmp_path_factory.mktemp("blobs"))
    with blobs.open(keep(blobs, data, largest=3000)) as file:
        assert file.read() == data


def test_the_same_content_is_there_once(tmp_path):
    assert keep(Blobs(tmp_path), b"abc") == keep(Blobs(tmp_path), b"abc") == ABC
    assert files(tmp_path) == [tmp_path / ABC[:2] / ABC[2:4] / ABC]


def test_what_is_not_kept_leaves_nothing(tmp_path):
    with pytest.raises(RuntimeError), Blobs(tmp_path).receive(io.BytesIO(b"abc"), largest=1000):
        raise RuntimeError("looked into and refused")
    assert files(tmp_path) == []


def test_a_file_larger_than_allowed_is_refused_and_not_read_to_its_end(tmp_path):
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size=-1):
            self.given += size
            return b"x" * size

    stream = Endless()
    with pytest.raises(TooLarge, match="larger than 3 MB"), Blobs(tmp_path).receive(stream, largest=3_000_000):
        pass
    assert stream.given < 5_000_000
    assert files(tmp_path) == []


def test_an_empty_file_is_refused(tmp_path):
    with pytest.raises(Empty, match="empty"), Blobs(tmp_path).receive(io.BytesIO(), largest=10):
        pass


def test_a_content_that_was_changed_on_the_disk_is_not_given_out(tmp_path):
    blobs = Blobs(tmp_path)
    path = blobs.path(keep(blobs, b"abc"))
    path.chmod(0o640)
    path.write_bytes(b"abd")
    with pytest.raises(Lost, match="is not what was uploaded"):
        blobs.open(ABC)


def test_a_content_that_is_gone_is_said_to_be_lost(tmp_path):
    with pytest.raises(Lost, match="bring it back from a backup"):
        Blobs(tmp_path).open(ABC)


def test_a_spoilt_content_is_mended_when_it_is_uploaded_again(tmp_path):
    blobs = Blobs(tmp_path)
    path = blobs.path(keep(blobs, b"abc"))
    path.chmod(0o640)
    path.write_bytes(b"spoilt")
    keep(blobs, b"abc")
    with blobs.open(ABC) as file:
        assert file.read() == b"abc"


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63])
def test_only_a_digest_names_a_content(tmp_path, name):
    with pytest.raises(ValueError, match="no SHA-256"):
        Blobs(tmp_path).path(name)


def test_many_who_keep_the_same_content_at_once_all_succeed(tmp_path):
    failures = []

    def upload():
        try:
            assert keep(Blobs(tmp_path), b"abc") == ABC
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=upload) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert files(tmp_path) == [tmp_path / ABC[:2] / ABC[2:4] / ABC]
