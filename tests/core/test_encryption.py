from types import SimpleNamespace

import pytest

from core.encryption import Unreadable, decrypt, encrypt


def test_encrypted_text_is_read_again_for_its_purpose_only() -> None:
    token = encrypt("Geheim 密码", purpose="a")
    assert [decrypt(token, purpose="a"), "Geheim" in token] == ["Geheim 密码", False]
    for wrong, purpose in ((token, "b"), (token[:-4] + "AAAA", "a"), ("", "a"), ("é" * 50, "a")):
        with pytest.raises(Unreadable):
            decrypt(wrong, purpose=purpose)


def test_former_key_still_reads_and_no_longer_writes(settings: SimpleNamespace) -> None:
    token, former = encrypt("x", purpose="a"), settings.SECRET_KEY
    settings.SECRET_KEY = "another-key-" * 5
    with pytest.raises(Unreadable):
        decrypt(token, purpose="a")
    settings.SECRET_KEY_FALLBACKS = [former]
    assert decrypt(token, purpose="a") == "x"
    newer = encrypt("x", purpose="a")
    settings.SECRET_KEY_FALLBACKS = []
    assert decrypt(newer, purpose="a") == "x"
