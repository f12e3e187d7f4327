//! A table: named columns of cells, from which datasets are made.

use std::fmt::{self, Debug, Formatter};

use super::Error;
use crate::data::Dataset;
use crate::tensor::Tensor;

opaque! {
    /// A table of text: what a CSV file holds. See [`read_csv`](super::read_csv).
    pub struct Table(Rows);
}

struct Rows {
    name: String,
    columns: Vec<String>,
    /// Each with the number of its line.
    rows: Vec<(usize, Vec<String>)>,
}

impl Table {
    pub(super) fn new(name: String, columns: Vec<String>) -> Table {
        Table::wrap(Rows { name, columns, rows: Vec::new() })
    }

    /// Appends a row.
    pub(super) fn push(&mut self, line: usize, cells: Vec<String>) -> Result<(), Error> {
        let (cells_here, columns) = (cells.len(), self.0.columns.len());
        if cells_here != columns {
            return Err(Error::new(format!(
                "{}: line {line} has {cells_here} cells, but there are {columns} columns; a comma is \
                 missing, or a cell with a comma needs quotes",
                self.0.name
            )));
        }
        self.0.rows.push((line, cells));
        Ok(())
    }

    /// The names of the columns.
    ///
    /// ```
    /// # fn main() -> Result<(), manabi::data::Error> {
    /// # use manabi::prelude::*;
    /// # let path = std::env::temp_dir().join("manabi-doc-table.csv");
    /// std::fs::write(&path, "name,mass,moons\nMars,0.107,2\nJupiter,317.8,97\n").unwrap();
    /// let planets = data::read_csv(&path)?;
    /// assert_eq!(planets.columns(), ["name", "mass", "moons"]);
    /// assert_eq!(planets.len(), 2);
    /// assert_eq!(planets.column("name")?, ["Mars", "Jupiter"]);
    /// let numbers = planets.without("name")?.numbers()?;
    /// assert_eq!(numbers, tensor([[0.107, 2.], [317.8, 97.]]));
    /// # std::fs::remove_file(path).unwrap();
    /// # Ok(())
    /// # }
    /// ```
    pub fn columns(&self) -> &[String] {
        &self.0.columns
    }

    /// The number of rows, without the first line.
    pub fn len(&self) -> usize {
        self.0.rows.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The cells of a column, as text.
    ///
    /// # Errors
    /// There is no such column.
    pub fn column(&self, name: &str) -> Result<Vec<String>, Error> {
        let place = self.place(name)?;
        Ok(self.0.rows.iter().map(|(_, cells)| cells[place].clone()).collect())
    }

    /// The table without a column.
    ///
    /// # Errors
    /// There is no such column.
    pub fn without(&self, name: &str) -> Result<Table, Error> {
        let place = self.place(name)?;
        let rest = |cells: &[String]| [&cells[..place], &cells[place + 1..]].concat();
        let rows = self.0.rows.iter().map(|(line, cells)| (*line, rest(cells))).collect();
        Ok(Table::wrap(Rows { name: self.0.name.clone(), columns: rest(&self.0.columns), rows }))
    }

    /// All columns as numbers: (rows, columns).
    ///
    /// # Errors
    /// A cell that is no number.
    pub fn numbers(&self) -> Result<Tensor, Error> {
        self.values(&Vec::from_iter(0..self.0.columns.len()))
    }

    /// A dataset whose classes stand in this column, and its features, as numbers, in the others. The
    /// classes are numbered in the order of their names, or of their values where all are whole numbers.
    ///
    /// # Errors
    /// There is no such column, or a cell in another one is no number.
    ///
    /// ```
    /// # fn main() -> Result<(), manabi::data::Error> {
    /// use manabi::prelude::*;
    /// # let path = std::env::temp_dir().join("manabi-doc-pets.csv");
    /// std::fs::write(&path, "weight,legs,kind\n4.2,4,cat\n0.1,2,bird\n5,4,cat\n").unwrap();
    /// let pets = data::read_csv(&path)?.classes("kind")?;
    /// assert_eq!(pets.classes(), ["bird", "cat"]);
    /// assert_eq!(pets.y, tensor([1, 0, 1]));
    /// # std::fs::remove_file(path).unwrap();
    /// # Ok(())
    /// # }
    /// ```
    pub fn classes(&self, name: &str) -> Result<Dataset, Error> {
        let place = self.place(name)?;
        let cells: Vec<&String> = self.0.rows.iter().map(|(_, cells)| &cells[place]).collect();
        let mut names = cells.clone();
        match names.iter().map(|name| name.parse().ok()).collect::<Option<Vec<i64>>>() {
            Some(_) => names.sort_by_key(|name| (name.parse::<i64>().ok(), *name)),
            None => names.sort(),
        }
        names.dedup();
        let labels = cells.iter().filter_map(|cell| names.iter().position(|name| name == cell));
        let labels = Tensor::from_vec(Vec::from_iter(labels), [cells.len()]);
        Ok(Dataset::new(&self.others(place)?, &labels).with_classes(names))
    }

    /// A dataset whose target, a number to predict, stands in this column: `y` is (rows, 1). The other
    /// columns are its features.
    ///
    /// # Errors
    /// There is no such column, or a cell is no number.
    pub fn target(&self, name: &str) -> Result<Dataset<f32>, Error> {
        let place = self.place(name)?;
        Ok(Dataset::new(&self.others(place)?, &self.values(&[place])?))
    }

    fn place(&self, name: &str) -> Result<usize, Error> {
        let columns = &self.0.columns;
        columns.iter().position(|column| column == name).ok_or_else(|| {
            let names: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
            let (table, name, names) = (&self.0.name, quoted(name), names.join(", "));
            Error::new(format!("{table}: there is no column {name}, only {names}"))
        })
    }

    /// All columns but one as numbers.
    fn others(&self, place: usize) -> Result<Tensor, Error> {
        self.values(&Vec::from_iter((0..self.0.columns.len()).filter(|other| *other != place)))
    }

    fn values(&self, places: &[usize]) -> Result<Tensor, Error> {
        let mut values = Vec::with_capacity(self.len() * places.len());
        for (line, cells) in &self.0.rows {
            for &place in places {
                let cell = &cells[place];
                match cell.parse::<f32>() {
                    Ok(value) if value.is_finite() => values.push(value),
                    _ => return Err(self.no_number(*line, place, cell)),
                }
            }
        }
        Ok(Tensor::from_vec(values, [self.len(), places.len()]))
    }

    fn no_number(&self, line: usize, place: usize, cell: &str) -> Error {
        let table = &self.0.name;
        let [cell, column] = [cell, &self.0.columns[place]].map(quoted);
        Error::new(format!(
            "{table}: line {line} has {cell} in the column {column}, which is no number; mend the cell, \
             or leave the column out with `.without({column})`"
        ))
    }
}

/// A cell on one line, and not all of a long one: a quote in a wrong place swallows lines.
pub(super) fn quoted(cell: &str) -> String {
    match cell.char_indices().nth(40) {
        Some((end, _)) => format!("{:?}..", &cell[..end]),
        None => format!("{cell:?}"),
    }
}

impl Debug for Table {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        write!(f, "Table of {} rows: {}", self.len(), self.0.columns.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use crate::data::files::csv::parse;
    use crate::prelude::*;

    fn table(text: &str) -> data::Table {
        parse("t.csv".into(), text).unwrap()
    }

    #[test]
    fn columns_become_features_and_targets() {
        let t = table("id,a,b\nx,1,-2.5\ny,3,4e1\n");
        assert_eq!(format!("{t:?}"), "Table of 2 rows: id, a, b");
        assert_eq!(t.column("id").unwrap(), ["x", "y"]);
        assert_eq!(t.without("id").unwrap().numbers().unwrap(), tensor([[1., -2.5], [3., 40.]]));
        let data = t.without("id").unwrap().target("b").unwrap();
        assert_eq!(data.x, tensor([[1.], [3.]]));
        assert_eq!(data.y, tensor([[-2.5], [40.]]));
        assert_eq!(table("a,b\n").target("b").unwrap().x.shape(), [0, 1]);
    }

    #[test]
    fn whole_numbers_are_classes_in_their_order() {
        let data = table("x,digit\n0,10\n0,9\n0,10\n").classes("digit").unwrap();
        assert_eq!(data.classes(), ["9", "10"]);
        assert_eq!(data.y.to_vec(), [1, 0, 1]);
    }

    #[test]
    fn bad_cells_are_one_sentence() {
        let t = table("a,kind\n1,cat\n\n,dog\nNaN,dog\n");
        assert_eq!(
            t.numbers().unwrap_err().to_string(),
            "t.csv: line 2 has \"cat\" in the column \"kind\", which is no number; mend the cell, or \
             leave the column out with `.without(\"kind\")`"
        );
        let empty = t.classes("kind").unwrap_err().to_string();
        assert!(empty.starts_with("t.csv: line 4 has \"\" in the column \"a\""), "{empty}");
        assert_eq!(
            t.target("b").unwrap_err().to_string(),
            "t.csv: there is no column \"b\", only \"a\", \"kind\""
        );
        let long = format!("\"a\nb\"\n{}\n", "x".repeat(50));
        assert_eq!(
            table(&long).numbers().unwrap_err().to_string(),
            format!(
                "t.csv: line 3 has \"{}\".. in the column \"a\\nb\", which is no number; mend the \
                 cell, or leave the column out with `.without(\"a\\nb\")`",
                "x".repeat(40)
            )
        );
    }
}
