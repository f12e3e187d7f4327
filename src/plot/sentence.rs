//! A plot in words: its text in a terminal, and for readers who do not see the picture.

use super::chart::MOST_POINTS;
use super::heat_map::HeatMap;
use super::labels;
use super::scale::Scale;
use super::surface::Surface;
use super::{Content, Kind, Series};

/// What is drawn, in a sentence.
pub fn sentence(plot: &Content) -> String {
    let mut parts = Vec::new();
    parts.extend(plot.heat_map.as_ref().map(|table| table_part(table, plot)));
    parts.extend(plot.surface.as_ref().map(surface_part));
    parts.extend(plot.series.iter().map(|series| part(series, plot)));
    if let Some(boundary) = &plot.boundary {
        parts.push(format!(
            "a boundary with {:.0} % of its area on the positive side",
            boundary.region.share * 100.0
        ));
    }
    parts.extend(labels::sentence(&plot.labels));
    if parts.is_empty() {
        parts.push("no data".into());
    }
    let axes = match (plot.x_label.as_str(), plot.y_label.as_str()) {
        ("", "") => String::new(),
        ("", y) => format!(" of {y}"),
        (x, "") => format!(" over {x}"),
        (x, y) => format!(" of {y} over {x}"),
    };
    let scales = match (plot.x_log, plot.y_log) {
        (false, false) => "",
        (true, false) => " (horizontal axis logarithmic)",
        (false, true) => " (vertical axis logarithmic)",
        (true, true) => " (both axes logarithmic)",
    };
    format!("{}{axes}{scales}: {}.", titled("Plot", &plot.title), parts.join("; "))
}

/// What a figure is, with its title.
pub fn titled(what: &str, title: &str) -> String {
    match title {
        "" => what.into(),
        title => format!("{what} \"{title}\""),
    }
}

/// `1 cat`, `2 cats`.
pub fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn table_part(table: &HeatMap, plot: &Content) -> String {
    let finite = || table.values.iter().enumerate().filter(|(_, v)| v.is_finite());
    let size = format!("{} and {}", counted(table.rows, "row"), counted(table.columns, "column"));
    let Some((most, value)) = finite().max_by(|a, b| a.1.total_cmp(b.1)) else {
        return format!("heat map of {size} without finite values");
    };
    let name = |names: &[String], i: usize| match names.get(i) {
        Some(name) => format!("\"{name}\""),
        None => i.to_string(),
    };
    let missing = match table.values.len() - finite().count() {
        0 => String::new(),
        count => format!(", {count} of them not finite"),
    };
    format!(
        "heat map of {size} with values {}{missing}, the greatest ({}) in row {}, column {}",
        span(finite().map(|(_, v)| *v)),
        short(*value),
        name(&plot.y_names, most / table.columns),
        name(&plot.x_names, most % table.columns)
    )
}

fn surface_part(surface: &Surface) -> String {
    let what = if surface.filled { "filled contours" } else { "contours" };
    let Some((low, high)) = surface.span() else {
        return format!("{what} of a function without finite values");
    };
    let gaps = if surface.has_gaps() { ", with gaps" } else { "" };
    format!(
        "{what} of a function with values from {} to {}{gaps}, at {}",
        short(low),
        short(high),
        counted(surface.levels.len(), "level")
    )
}

fn part(series: &Series, plot: &Content) -> String {
    let what = match series.kind {
        Kind::Line => "line",
        Kind::Scatter => "points",
        Kind::Trajectory => "trajectory",
        Kind::Bars => "bars",
        Kind::Histogram => "histogram",
        Kind::Band => "band",
        Kind::Arrows => "arrows",
        Kind::Rule => "rule",
    };
    let name = match series.label.as_str() {
        "" => what.into(),
        label => format!("{what} \"{label}\""),
    };
    let has_place = |(x, y): &(f32, f32)| {
        Scale::place(plot.x_log, *x).is_finite() && Scale::place(plot.y_log, *y).is_finite()
    };
    let points = || series.points.iter();
    match series.kind {
        Kind::Rule => match series.points[..] {
            [(x, _)] if x.is_finite() => format!("vertical {name} at {}", short(x)),
            [(_, y)] if y.is_finite() => format!("horizontal {name} at {}", short(y)),
            _ => format!("{name} without a place"),
        },
        Kind::Bars => {
            let bars: Vec<_> = points().filter(|p| p.1.is_finite()).collect();
            let of = |(i, height): &(f32, f32)| {
                let name = plot.x_names.get(*i as usize).map_or("", |name| name);
                format!("{name} {}", short(*height))
            };
            match bars.len() {
                0 => format!("{name} without data"),
                1..=12 => {
                    let bars: Vec<_> = bars.into_iter().map(of).collect();
                    format!("{name} {}", bars.join(", "))
                }
                count => format!("{count} {name} {}", span(bars.iter().map(|p| p.1))),
            }
        }
        Kind::Histogram => {
            let (Some(first), Some(last)) = (series.points.first(), series.points.last()) else {
                return format!("{name} without data");
            };
            let total: f32 = points().map(|p| p.1).sum();
            format!(
                "{name} of {} from {} to {} in {}",
                counted(total as usize, "value"),
                short(first.0),
                short(last.0),
                counted(series.points.len() / 2, "bin")
            )
        }
        Kind::Arrows | Kind::Band => {
            let pairs: Vec<_> = series
                .points
                .chunks_exact(2)
                .filter(|pair| pair.iter().all(has_place))
                .flatten()
                .collect();
            match pairs.len() {
                0 => format!("{name} without data"),
                count => format!(
                    "{} {name} with x {} and y {}",
                    if series.kind == Kind::Band { "a".into() } else { (count / 2).to_string() },
                    span(pairs.iter().map(|p| p.0)),
                    span(pairs.iter().map(|p| p.1))
                ),
            }
        }
        Kind::Line | Kind::Trajectory | Kind::Scatter => {
            point_part(series, &name, &points().copied().filter(has_place).collect::<Vec<_>>())
        }
    }
}

fn point_part(series: &Series, name: &str, drawn: &[(f32, f32)]) -> String {
    match drawn {
        [] => format!("{name} without data"),
        [(x, y)] => format!("{name} at ({}, {})", short(*x), short(*y)),
        [first, .., last] if series.kind != Kind::Scatter => format!(
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
                count if count > MOST_POINTS => ", not all of them drawn",
                _ => "",
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
pub fn short(v: f32) -> String {
    if v == 0.0 {
        return "0".into();
    }
    if !v.is_finite() {
        return v.to_string();
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
