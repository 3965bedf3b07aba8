//! JSON for people to read. Serde's own pretty writer would carry a second copy of the code that writes
//! every type, which the page has to load; indenting the compact text costs one small function.

use serde::Serialize;

/// A value as indented JSON with a line end, as a file should have. A value that cannot be written
/// (a map whose keys are no text; no type here has one) gives the line end alone.
pub(crate) fn pretty(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string(value).map(|compact| indented(&compact)).unwrap_or_default();
    text.push('\n');
    text
}

/// Compact JSON text with two spaces a level, as `serde_json::to_string_pretty` would write it. Any
/// other text comes back with all its characters outside white space, and without a panic.
pub(crate) fn indented(compact: &str) -> String {
    let mut out = String::with_capacity(compact.len() * 2);
    let mut depth = 0_usize;
    let (mut quoted, mut escaped) = (false, false);
    let mut characters = compact.chars().peekable();
    while let Some(c) = characters.next() {
        if quoted {
            out.push(c);
            quoted = escaped || c != '"';
            escaped = !escaped && c == '\\';
            continue;
        }
        match c {
            '"' => {
                quoted = true;
                out.push(c);
            }
            '{' | '[' => {
                out.push(c);
                let close = if c == '{' { '}' } else { ']' };
                if characters.next_if_eq(&close).is_some() {
                    out.push(close);
                } else {
                    depth += 1;
                    line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            _ => out.push(c),
        }
    }
    out
}

fn line(out: &mut String, depth: usize) {
    out.push('\n');
    for _ in 0..depth {
        out.push_str("  ");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{json, Value};

    #[test]
    fn empty_ones_stay_on_their_line() {
        assert_eq!(
            indented(r#"{"a":[],"b":{},"c":[{}]}"#),
            "{\n  \"a\": [],\n  \"b\": {},\n  \"c\": [\n    {}\n  ]\n}"
        );
        assert_eq!(indented("{}"), "{}");
        assert_eq!(indented("3"), "3");
    }

    #[test]
    fn text_is_left_alone() {
        for text in ["a,b:{c}[d]", "\"", "\\", "\\\"", "\\\\\",", "een\ntwee\t{", "é{}→"] {
            let value = json!({ text: [text, { "x": text }] });
            assert_eq!(indented(&value.to_string()), serde_json::to_string_pretty(&value).unwrap());
        }
    }

    #[test]
    fn a_file_ends_with_a_line_end() {
        assert_eq!(pretty(&[1, 2]), "[\n  1,\n  2\n]\n");
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
            "[\\\\\"{}\\[\\],: ]{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 48, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map("[\\\\\"{},: a-z]{0,6}", inner, 0..6)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn as_serde_would_indent_it(value in any_json()) {
            prop_assert_eq!(indented(&value.to_string()), serde_json::to_string_pretty(&value).unwrap());
        }

        #[test]
        fn no_text_is_lost_and_none_panics(text in "[a-z{}\\[\\],:\"\\\\ ]{0,60}") {
            let kept = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(kept(&indented(&text)), kept(&text));
        }
    }
}
