#![allow(dead_code)] // there is no program around it
//! The quoted values again, with their tests in the same file, as Rust has it.

/// Encloses a value in quotes, with a backslash before each quote and backslash.
pub fn quote(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Reads the quoted value with which line begins, and returns what follows it.
pub fn unquote(line: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut escaped = false;
    for (i, c) in line.strip_prefix('"')?.char_indices() {
        match c {
            '\\' if !escaped => escaped = true,
            '"' if !escaped => return Some((value, &line[i + 2..])),
            _ => {
                value.push(c);
                escaped = false;
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_value_is_refused() {
        assert_eq!(unquote("\"disk"), None);
    }

    #[test]
    fn bytes_that_are_no_text_are_refused_before() {
        assert!(String::from_utf8(vec![b'"', 0x81, b'"']).is_err());
    }

    #[test]
    fn quote_is_undone() {
        let alphabet: Vec<char> = "ab \"\\ö€".chars().collect();
        let mut state = 7u64; // xorshift, as the standard library has no generator
        for _ in 0..10_000 {
            let mut value = String::new();
            while value.len() < 20 {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                value.push(alphabet[state as usize % alphabet.len()]);
            }
            let line = quote(&value) + " level=1";
            assert_eq!(unquote(&line), Some((value, " level=1")), "line {line:?}");
        }
    }
}
