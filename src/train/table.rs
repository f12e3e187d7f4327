//! The table of a history: a row for each epoch, without times.

use super::{Epoch, History};
use crate::display::escape;

/// Of longer histories only the first and the last epochs are shown, and the best.
const ROWS: usize = 20;
const FIRST: usize = 5;

/// The losses and metrics of an epoch, named for a line of text.
pub fn figures(epoch: &Epoch) -> Vec<(String, String)> {
    let mut figures = vec![("train loss".to_string(), number(epoch.train_loss))];
    figures.extend(epoch.validation_loss.map(|loss| ("validation loss".into(), number(loss))));
    let sides = [("train", &epoch.train_metrics), ("validation", &epoch.validation_metrics)];
    for (side, metrics) in sides {
        for (name, value) in metrics {
            figures.push((format!("{side} {name}"), number(*value)));
        }
    }
    figures
}

pub fn text(history: &History) -> String {
    let rows = rows(history);
    let width = |column: usize| rows.iter().flatten().map(|row| row[column].chars().count()).max();
    let widths: Vec<usize> = (0..rows[0].as_ref().map_or(0, Vec::len)).filter_map(width).collect();
    let line = |row: &Option<Vec<String>>| match row {
        Some(cells) => {
            let cells = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:>width$}"));
            cells.collect::<Vec<_>>().join("  ")
        }
        None => format!("{:>1$}", "...", widths[0]),
    };
    let mut lines: Vec<String> = rows.iter().map(line).collect();
    lines.extend(kept(history));
    lines.join("\n")
}

pub fn html(history: &History) -> String {
    let rows = rows(history);
    let columns = rows[0].as_ref().map_or(0, Vec::len);
    let mut html = String::from("<table style=\"font-variant-numeric:tabular-nums\">");
    for (place, row) in rows.iter().enumerate() {
        let tag = if place == 0 { "th" } else { "td" };
        let blank = || vec!["…".to_string(); columns];
        let cells = row.clone().unwrap_or_else(blank);
        let cell = |cell: &String| format!("<{tag}>{}</{tag}>", escape(cell));
        html += &format!("<tr>{}</tr>", cells.iter().map(cell).collect::<String>());
    }
    html += "</table>";
    html + &kept(history).map_or(String::new(), |line| format!("<p>{line}</p>"))
}

/// Which weights the model has, where these are not the last.
pub fn kept(history: &History) -> Option<String> {
    let number = history.restored?;
    Some(format!("the model has the weights of epoch {number}, the best"))
}

/// The head and a row for each epoch; `None` stands for some that are left out.
fn rows(history: &History) -> Vec<Option<Vec<String>>> {
    let mut head = vec!["epoch".to_string()];
    head.extend(history.epochs.first().into_iter().flat_map(figures).map(|(name, _)| name));
    head.push("lr".into());
    let mut rows = vec![Some(head)];
    let len = history.epochs.len();
    let best = (len > 0).then(|| history.best().number);
    let mut left_out = false;
    for (place, epoch) in history.epochs.iter().enumerate() {
        let shown = len <= ROWS || place < FIRST || place + ROWS - FIRST >= len;
        if shown || Some(epoch.number) == best {
            rows.extend(left_out.then_some(None));
            let figures = figures(epoch).into_iter().map(|(_, value)| value);
            let lr = format!("{}", epoch.lr);
            rows.push(Some([vec![epoch.number.to_string()], figures.collect(), vec![lr]].concat()));
        }
        left_out = !shown && Some(epoch.number) != best;
    }
    rows
}

/// A number with as many digits as one looks at.
fn number(value: f32) -> String {
    match value.abs() {
        size if size == 0.0 || (1e-3..1e4).contains(&size) => format!("{value:.4}"),
        _ => format!("{value:.2e}"),
    }
}
