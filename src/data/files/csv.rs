//! CSV (RFC 4180): a table as text, a row a line, its cells between commas.

use std::path::Path;

use super::file::read;
use super::table::quoted;
use super::{Error, Table};

/// The table in a CSV file, packed with gzip or not, whose first line names the columns.
///
/// Cells stand between commas; one in double quotes may hold commas and lines, and `""` for a quote.
/// Blanks around a cell and empty lines do not count.
///
/// # Errors
/// A file that cannot be read or is no text in UTF-8, a row with too many or too few cells, a quote
/// that does not end.
///
/// ```
/// # fn main() -> Result<(), manabi::data::Error> {
/// use manabi::prelude::*;
/// let path = std::env::temp_dir().join("manabi-doc-houses.csv");
/// std::fs::write(&path, "area,rooms,price\n80,3,240\n120,5,380\n").unwrap();
///
/// let houses = data::read_csv(&path)?;
/// assert_eq!(houses.columns(), ["area", "rooms", "price"]);
/// let houses = houses.target("price")?; // Dataset<f32>
/// assert_eq!(houses.x, tensor([[80., 3.], [120., 5.]]));
/// assert_eq!(houses.y, tensor([[240.], [380.]]));
/// # std::fs::remove_file(path).unwrap();
/// # Ok(())
/// # }
/// ```
pub fn read_csv(path: impl AsRef<Path>) -> Result<Table, Error> {
    let path = path.as_ref();
    let name = path.display().to_string();
    let text = String::from_utf8(read(path)?)
        .map_err(|_| Error::new(format!("{name} is no text in UTF-8; save it as CSV in UTF-8")))?;
    parse(name, &text)
}

pub fn parse(name: String, text: &str) -> Result<Table, Error> {
    let mut lines = rows(text.strip_prefix('\u{feff}').unwrap_or(text))
        .map_err(|line| {
            Error::new(format!(
                "{name}: a cell that begins with a quote in line {line} has no quote at its end; put it \
                 there"
            ))
        })?
        .into_iter();
    let Some((_, columns)) = lines.next() else {
        return Err(Error::new(format!("{name} is empty; its first line names the columns")));
    };
    if let [only] = &columns[..]
        && let Some(separator) = [';', '\t'].into_iter().find(|separator| only.contains(*separator))
    {
        return Err(Error::new(format!(
            "{name}: its cells are separated by {separator:?}, not by commas; save it with commas"
        )));
    }
    if let Some(twice) = columns.iter().enumerate().find(|(at, c)| columns[..*at].contains(c)) {
        return Err(Error::new(format!(
            "{name}: two columns have the name {}; rename one in the first line",
            quoted(twice.1)
        )));
    }
    let mut table = Table::new(name, columns);
    for (line, cells) in lines {
        table.push(line, cells)?;
    }
    Ok(table)
}

/// The rows with the numbers of their lines; or the line of a quote that does not end.
fn rows(text: &str) -> Result<Vec<(usize, Vec<String>)>, usize> {
    let mut rows = Vec::new();
    let mut rest = text;
    let mut line = 1;
    while !rest.is_empty() {
        let start = line;
        let mut cells = Vec::new();
        loop {
            let blank = rest.trim_start_matches([' ', '\t']);
            let (cell, after) = match blank.strip_prefix('"') {
                Some(quoted) => quoted_cell(quoted).ok_or(line)?,
                None => {
                    let end = rest.find([',', '\n']).unwrap_or(rest.len());
                    (rest[..end].trim().to_string(), &rest[end..])
                }
            };
            line += rest[..rest.len() - after.len()].matches('\n').count();
            cells.push(cell);
            match after.strip_prefix(',') {
                Some(next) => rest = next,
                None => {
                    rest = after.strip_prefix('\n').unwrap_or(after);
                    break;
                }
            }
        }
        line += 1;
        if cells != [""] {
            rows.push((start, cells));
        }
    }
    Ok(rows)
}

/// A cell after its opening quote, and what follows up to the next comma or line.
fn quoted_cell(text: &str) -> Option<(String, &str)> {
    let mut cell = String::new();
    let mut rest = text;
    loop {
        let end = rest.find('"')?;
        cell.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(next) => {
                cell.push('"');
                rest = next;
            }
            None => {
                let end = rest.find([',', '\n']).unwrap_or(rest.len());
                cell.push_str(rest[..end].trim_end());
                return Some((cell, &rest[end..]));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<(usize, Vec<String>)> {
        rows(text).unwrap()
    }

    #[test]
    fn cells_are_what_the_standard_says() {
        let text = "a, b ,c\r\n1,\"x, \"\"y\"\"\",3\r\n\r\n\"two\nlines\",,\"\"\nlast,,";
        let expected = [
            (1, vec!["a", "b", "c"]),
            (2, vec!["1", "x, \"y\"", "3"]),
            (4, vec!["two\nlines", "", ""]),
            (6, vec!["last", "", ""]),
        ];
        let expected =
            expected.map(|(line, row)| (line, row.into_iter().map(String::from).collect()));
        assert_eq!(cells(text), expected);
        assert_eq!(cells(""), []);
        assert_eq!(cells("a"), [(1, vec!["a".to_string()])]);
        assert_eq!(rows("a\n\"b"), Err(2));
    }

    #[test]
    fn bad_tables_are_one_sentence() {
        let error = |text: &str| parse("t.csv".into(), text).unwrap_err().to_string();
        assert_eq!(error(""), "t.csv is empty; its first line names the columns");
        assert_eq!(error("\u{feff}\n"), "t.csv is empty; its first line names the columns");
        assert_eq!(
            error("a,b\n1,2\n3\n"),
            "t.csv: line 3 has 1 cells, but there are 2 columns; a comma is missing, or a cell with a \
             comma needs quotes"
        );
        assert_eq!(
            error("a;b\n1,5;2\n"),
            "t.csv: its cells are separated by ';', not by commas; save it with commas"
        );
        assert_eq!(
            error("a,a\n1,2\n"),
            "t.csv: two columns have the name \"a\"; rename one in the first line"
        );
        assert_eq!(
            error("a\n\"1\n2\n"),
            "t.csv: a cell that begins with a quote in line 2 has no quote at its end; put it there"
        );
    }
}
