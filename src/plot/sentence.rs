//! A plot in words: its text in a terminal, and for readers who do not see the picture.

use super::chart::MOST_POINTS;
use super::{Content, Kind, Series};

/// What is drawn, in a sentence.
pub fn sentence(plot: &Content) -> String {
    let mut parts: Vec<String> = plot.series.iter().map(part).collect();
    if let Some(boundary) = &plot.boundary {
        parts.push(format!(
            "a boundary with {:.0} % of its area on the positive side",
            boundary.region.share * 100.0
        ));
    }
    if parts.is_empty() {
        parts.push("no data".into());
    }
    let title = match plot.title.as_str() {
        "" => "Plot".into(),
        title => format!("Plot \"{title}\""),
    };
    let axes = match (plot.x_label.as_str(), plot.y_label.as_str()) {
        ("", "") => String::new(),
        ("", y) => format!(" of {y}"),
        (x, "") => format!(" over {x}"),
        (x, y) => format!(" of {y} over {x}"),
    };
    format!("{title}{axes}: {}.", parts.join("; "))
}

fn part(series: &Series) -> String {
    let what = match series.kind {
        Kind::Line => "line",
        Kind::Scatter => "points",
    };
    let name = match series.label.as_str() {
        "" => what.into(),
        label => format!("{what} \"{label}\""),
    };
    let finite = |(x, y): &&(f32, f32)| x.is_finite() && y.is_finite();
    let drawn: Vec<_> = series.points.iter().filter(finite).collect();
    match drawn[..] {
        [] => format!("{name} without data"),
        [(x, y)] => format!("{name} at ({}, {})", short(*x), short(*y)),
        [first, .., last] if series.kind == Kind::Line => format!(
            "{name} from ({}, {}) to ({}, {}) through {} points",
            short(first.0),
            short(first.1),
            short(last.0),
            short(last.1),
            drawn.len()
        ),
        _ => {
            let (x, y) = (span(drawn.iter().map(|p| p.0)), span(drawn.iter().map(|p| p.1)));
            let part = match drawn.len() {
                count if count > MOST_POINTS => format!(", {MOST_POINTS} of them drawn"),
                _ => String::new(),
            };
            format!("{} {name} with x {x} and y {y}{part}", drawn.len())
        }
    }
}

fn span(values: impl Iterator<Item = f32>) -> String {
    let (low, high) =
        values.fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
    format!("from {} to {}", short(low), short(high))
}

/// Three digits of a number.
fn short(v: f32) -> String {
    if v == 0.0 {
        return "0".into();
    }
    let exponent = v.abs().log10().floor();
    if !(-4.0..6.0).contains(&exponent) {
        return format!("{v:.2e}");
    }
    let decimals = (2.0 - exponent).max(0.0) as usize;
    let text = format!("{v:.decimals$}");
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').into(),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    fn sentence(plot: &Plot) -> String {
        super::sentence(&plot.0)
    }

    #[test]
    fn a_plot_says_what_it_shows() {
        let plot = Plot::new("Training").x_label("epoch").y_label("loss").line(
            "train",
            &[0., 1., 2.],
            &[0.6926, 0.1, 0.0123],
        );
        assert_eq!(
            sentence(&plot),
            "Plot \"Training\" of loss over epoch: line \"train\" from (0, 0.693) to (2, 0.0123) \
             through 3 points."
        );
        let plot = Plot::new("")
            .scatter("", &[0., 1e7, f32::NAN], &[-1., 2., 3.])
            .scatter("one", &[1.], &[1234.5])
            .boundary(0.0..1.0, 0.0..1.0, |x, _| x - 0.5);
        assert_eq!(
            sentence(&plot),
            "Plot: 2 points with x from 0 to 1.00e7 and y from -1 to 2; points \"one\" at (1, 1234); \
             a boundary with 49 % of its area on the positive side."
        );
        assert_eq!(sentence(&Plot::new("Empty")), "Plot \"Empty\": no data.");
    }
}
