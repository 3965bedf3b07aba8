//! An indication of how easy the Dutch text is. Not a language level: B1 is judged by readers.

/// Most words in an easy sentence.
pub(super) const MOST_WORDS: usize = 15;
/// Longest average word in an easy sentence, in letters.
pub(super) const MOST_LETTERS: f64 = 6.5;

/// Share of sentences, 0 to 1, that are within bounds:
/// `words <= 15` and `letters / words <= 6.5`, rounded to two decimals; 1 when there is no text.
pub(super) fn readability<'a>(texts: impl Iterator<Item = &'a str>) -> f64 {
    let (mut all, mut easy) = (0_u32, 0_u32);
    for sentence in texts.flat_map(sentences) {
        let words: Vec<usize> = words(sentence).collect();
        if words.is_empty() {
            continue;
        }
        all += 1;
        let mean = words.iter().sum::<usize>() as f64 / words.len() as f64;
        if words.len() <= MOST_WORDS && mean <= MOST_LETTERS {
            easy += 1;
        }
    }
    if all == 0 {
        return 1.0;
    }
    (f64::from(easy) / f64::from(all) * 100.0).round() / 100.0
}

/// A text cut into sentences: at `.`, `?`, `!` or `:` followed by a space or the end.
pub(super) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut ends: Vec<usize> = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if matches!(c, '.' | '?' | '!')
            && chars.peek().is_none_or(|(_, next)| next.is_whitespace() || *next == '’')
        {
            ends.push(at + c.len_utf8());
        }
    }
    ends.push(text.len());
    let mut from = 0;
    ends.into_iter().map(move |to| {
        let sentence = &text[from..to];
        from = to;
        sentence.trim()
    })
}

/// Lengths in letters of the words of a sentence (numbers and signs are no words).
pub(super) fn words(sentence: &str) -> impl Iterator<Item = usize> + '_ {
    sentence
        .split_whitespace()
        .map(|word| word.chars().filter(|c| c.is_alphanumeric()).count())
        .filter(|&letters| letters > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_easy_sentences() {
        let hard =
            "De verantwoordelijkheidsverdeling betreffende vergunningverlening behoeft verduidelijking.";
        assert_eq!(readability(["Dit is kort. Dit ook!", hard].into_iter()), 0.67);
        assert_eq!(readability(std::iter::empty()), 1.0);
        assert_eq!(sentences("Van 1.200 mensen. Klaar?").filter(|s| !s.is_empty()).count(), 2);
        let long = "een ".repeat(16);
        assert_eq!(readability([long.as_str()].into_iter()), 0.0);
    }
}
