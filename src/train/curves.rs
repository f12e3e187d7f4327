//! Curves: losses and metrics of a history over its epochs.

use super::{Epoch, History};
use crate::display::{Bundle, Rich};
use crate::plot::{Plot, panels};

/// What an epoch gives in training and on the validation data.
type Pair<'a> = &'a dyn Fn(&Epoch) -> (Option<f32>, Option<f32>);

/// The curves of one quantity.
pub fn of(history: &History, title: &str, axis: &str, pair: Pair) -> Plot {
    let column = |f: &dyn Fn(&Epoch) -> f32| -> Vec<f32> { history.epochs.iter().map(f).collect() };
    let numbers = column(&|epoch| epoch.number as f32);
    let mut plot = Plot::new(title).x_label("epoch").y_label(axis).x_whole();
    plot = plot.line("train", &numbers, &column(&|epoch| pair(epoch).0.unwrap_or(f32::NAN)));
    if history.epochs.iter().any(|epoch| pair(epoch).1.is_some()) {
        let values = column(&|epoch| pair(epoch).1.unwrap_or(f32::NAN));
        plot = plot.line("validation", &numbers, &values);
    }
    if let Some(last) = numbers.last().filter(|last| **last > 1.0) {
        plot = plot.x_range(1.0..*last);
    }
    match history.restored {
        Some(number) => plot.vline("best", number as f32),
        None => plot,
    }
}

/// The picture of a training: the losses, and beside them each metric, over so many epochs, which are more than
/// there are while it runs.
pub fn picture(history: &History, epochs: usize) -> Bundle {
    let ranged = |plot: Plot| if epochs > 1 { plot.x_range(1.0..epochs as f32) } else { plot };
    let names = history.epochs.first().into_iter().flat_map(|epoch| epoch.train_metrics.keys());
    let metrics: Vec<Plot> = names.map(|name| ranged(history.plot_metric(name))).collect();
    let loss = ranged(history.plot());
    match metrics.is_empty() {
        true => loss.bundle(),
        false => panels([vec![loss], metrics].concat()).bundle(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::history::tests::history;
    use super::*;

    #[test]
    fn there_are_no_halves_of_epochs() {
        for (len, numbers) in [(1, "1"), (2, "1 2"), (4, "1 2 3 4"), (100, "20 40 60 80 100")] {
            let svg = history(len, false).plot().y_range(0.0..0.5).svg();
            let texts = svg.split("<text").skip(1).filter(|text| text.contains("\"middle\""));
            let texts: Vec<&str> =
                texts.map(|text| text.split(['>', '<']).nth(1).unwrap()).collect();
            let texts: Vec<&str> = texts.into_iter().filter(|t| t.parse::<f32>().is_ok()).collect();
            assert_eq!(texts.join(" "), numbers);
        }
    }

    #[test]
    fn the_picture_says_what_is_drawn() {
        assert_eq!(
            format!("{:?}", history(3, true).plot()),
            "Plot \"Loss\" of loss over epoch: line \"train\" from (1, 1) to (3, 0.333) through 3 points; \
             line \"validation\" from (1, 5.5) to (3, 3.5) through 3 points."
        );
        let text = picture(&history(3, true), 3).plain();
        assert!(text.starts_with("2 panels: Plot \"Loss\"") && text.contains("Plot \"Accuracy\""));
        let mut long = history(5000, true);
        long.restored = Some(6);
        for picture in
            [picture(&long, 5000), picture(&history(1, false), 1), picture(&history(1, true), 9)]
        {
            assert!(picture.get("image/svg+xml").unwrap().len() <= 60_000);
        }
    }
}
