//! The header of a safetensors file: JSON with the type, shape and place of each array by its name.

use std::fmt::Write;
use std::ops::Range;

/// One array of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub name: String,
    pub dtype: String,
    pub dims: Vec<usize>,
    /// Its bytes, counted from the end of the header.
    pub data: Range<usize>,
}

/// The text of a header. That the tensors are PyTorch's is what some of its readers want to see.
pub fn write(entries: &[Entry]) -> String {
    let mut text = r#"{"__metadata__":{"format":"pt"}"#.to_string();
    for Entry { name, dtype, dims, data } in entries {
        text.push(',');
        write_string(&mut text, name);
        text.push_str(r#":{"dtype":"#);
        write_string(&mut text, dtype);
        write!(text, r#","shape":{dims:?},"data_offsets":[{},{}]}}"#, data.start, data.end)
            .expect("a string grows");
    }
    text.push('}');
    text
}

fn write_string(text: &mut String, string: &str) {
    text.push('"');
    for c in string.chars() {
        match c {
            '"' | '\\' => text.extend(['\\', c]),
            '\0'..='\x1f' => write!(text, "\\u{:04x}", u32::from(c)).expect("a string grows"),
            _ => text.push(c),
        }
    }
    text.push('"');
}

/// The entries of a header, or what is wrong with it.
pub fn read(text: &str) -> Result<Vec<Entry>, String> {
    let mut reader = Reader { text, place: 0 };
    let mut entries = Vec::new();
    reader.object(|reader, name| {
        if name == "__metadata__" {
            return reader.object(|reader, _| reader.string().map(drop));
        }
        entries.push(entry(reader, name)?);
        Ok(())
    })?;
    match reader.peek() {
        None => Ok(entries),
        Some(_) => Err(reader.unexpected("the end")),
    }
}

fn entry(reader: &mut Reader, name: String) -> Result<Entry, String> {
    let (mut dtype, mut dims, mut data) = (None, None, None);
    reader.object(|reader, field| {
        match &*field {
            "dtype" => dtype = Some(reader.string()?),
            "shape" => dims = Some(reader.numbers()?),
            "data_offsets" => match reader.numbers()?[..] {
                [start, end] if start <= end => data = Some(start..end),
                _ => return Err(format!("the offsets of `{name}` are no two numbers in order")),
            },
            _ => return Err(format!("`{name}` has the unknown field `{field}`")),
        }
        Ok(())
    })?;
    match (dtype, dims, data) {
        (Some(dtype), Some(dims), Some(data)) => Ok(Entry { name, dtype, dims, data }),
        _ => Err(format!("`{name}` lacks its dtype, shape or offsets")),
    }
}

/// Reads as much of JSON as a header may hold.
struct Reader<'a> {
    text: &'a str,
    place: usize,
}

impl Reader<'_> {
    /// The next character that is not white space, which stays.
    fn peek(&mut self) -> Option<char> {
        let rest = self.text[self.place..].trim_start_matches([' ', '\t', '\n', '\r']);
        self.place = self.text.len() - rest.len();
        rest.chars().next()
    }

    fn take(&mut self) -> Option<char> {
        let c = self.text[self.place..].chars().next()?;
        self.place += c.len_utf8();
        Some(c)
    }

    fn unexpected(&self, wanted: &str) -> String {
        format!("{wanted} is missing at byte {} of its header", self.place)
    }

    fn expect(&mut self, wanted: char) -> Result<(), String> {
        if self.peek() != Some(wanted) {
            return Err(self.unexpected(&format!("`{wanted}`")));
        }
        self.take();
        Ok(())
    }

    /// What stands between brackets with commas.
    fn list(
        &mut self,
        [open, close]: [char; 2],
        mut item: impl FnMut(&mut Self) -> Result<(), String>,
    ) -> Result<(), String> {
        self.expect(open)?;
        if self.peek() == Some(close) {
            return self.expect(close);
        }
        loop {
            item(self)?;
            if self.peek() != Some(',') {
                return self.expect(close);
            }
            self.take();
        }
    }

    /// Calls `value` with each key, to read what stands behind it.
    fn object(
        &mut self,
        mut value: impl FnMut(&mut Self, String) -> Result<(), String>,
    ) -> Result<(), String> {
        self.list(['{', '}'], |reader| {
            let key = reader.string()?;
            reader.expect(':')?;
            value(reader, key)
        })
    }

    fn numbers(&mut self) -> Result<Vec<usize>, String> {
        let mut numbers = Vec::new();
        self.list(['[', ']'], |reader| {
            reader.peek();
            let rest = &reader.text[reader.place..];
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let number = rest[..digits].parse().map_err(|_| reader.unexpected("a size"))?;
            reader.place += digits;
            numbers.push(number);
            Ok(())
        })?;
        Ok(numbers)
    }

    fn string(&mut self) -> Result<String, String> {
        self.expect('"')?;
        let mut string = String::new();
        loop {
            match self.take() {
                Some('"') => return Ok(string),
                Some('\\') => string.push(self.escape()?),
                Some(c) if c >= ' ' => string.push(c),
                _ => return Err(self.unexpected("the end of a string")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, String> {
        match self.take() {
            Some(c @ ('"' | '\\' | '/')) => Ok(c),
            Some('b') => Ok('\x08'),
            Some('f') => Ok('\x0c'),
            Some('n') => Ok('\n'),
            Some('r') => Ok('\r'),
            Some('t') => Ok('\t'),
            Some('u') => self.code_point(),
            _ => Err(self.unexpected("an escape")),
        }
    }

    /// Four hexadecimal digits, or twice four for a character that UTF-16 writes as a pair.
    fn code_point(&mut self) -> Result<char, String> {
        let first = self.unit()?;
        let pair = (0xd800..0xdc00).contains(&first) && self.text[self.place..].starts_with("\\u");
        let units = if pair {
            self.place += 2;
            vec![first, self.unit()?]
        } else {
            vec![first]
        };
        let mut decoded = char::decode_utf16(units);
        match (decoded.next(), decoded.next()) {
            (Some(Ok(c)), None) => Ok(c),
            _ => Err(self.unexpected("a character")),
        }
    }

    fn unit(&mut self) -> Result<u16, String> {
        let digits = self.text.get(self.place..self.place + 4);
        let digits = digits.filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        let unit = digits.and_then(|digits| u16::from_str_radix(digits, 16).ok());
        self.place += 4 * usize::from(unit.is_some());
        unit.ok_or_else(|| self.unexpected("an escape"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_comes_back() {
        let names = ["", "a.b", "層.0.weight", "\"\\/\n\t\u{1}\u{7f}\u{1f600}", "__metadata"];
        let entry = |(i, name): (usize, &&str)| Entry {
            name: name.to_string(),
            dtype: "F32".into(),
            dims: vec![i; i],
            data: i..2 * i,
        };
        let entries: Vec<Entry> = names.iter().enumerate().map(entry).collect();
        assert_eq!(read(&write(&entries)).unwrap(), entries);
    }

    #[test]
    fn spaces_escapes_and_any_order_are_read() {
        let text = "\t{ \"\\u00e9\\ud83d\\ude00\\/\" : { \"data_offsets\" : [ 0 , 4 ],\n\"shape\":[],\
                    \"dtype\":\"F32\"} }  ";
        let entry = Entry { name: "é😀/".into(), dtype: "F32".into(), dims: vec![], data: 0..4 };
        assert_eq!(read(text).unwrap(), [entry]);
    }

    #[test]
    fn what_is_no_header_is_named() {
        for (text, expected) in [
            ("", "`{` is missing at byte 0"),
            ("{} x", "the end is missing at byte 3"),
            (r#"{"a":1}"#, "`{` is missing at byte 5"),
            (r#"{"a":{"dtype":"F32"}}"#, "`a` lacks its dtype, shape or offsets"),
            (r#"{"a":{"shape":[-1]}}"#, "a size is missing at byte 15"),
            (r#"{"a":{"shape":[99999999999999999999999]}}"#, "a size is missing"),
            (r#"{"a":{"data_offsets":[4,0]}}"#, "the offsets of `a` are no two numbers in order"),
            (r#"{"a":{"color":"red"}}"#, "`a` has the unknown field `color`"),
            (r#"{"\ud83d":{}}"#, "a character is missing"),
            (r#"{"\u+123":{}}"#, "an escape is missing"),
            (r#"{"\u12é":{}}"#, "an escape is missing"),
            (r#"{"a"#, "the end of a string is missing"),
            (r#"{"a":{},}"#, "`a` lacks"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.starts_with(expected), "{text}: {error}");
        }
    }
}
