//! The round numbers along an axis, and how they are written.

/// Round numbers (1, 2 or 5 times a power of ten apart) within a range, at most `most` of them, with
/// their labels.
pub fn ticks(start: f64, end: f64, most: usize) -> Vec<(f64, String)> {
    let rough = (end - start) / most.max(2) as f64;
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .map(|factor| factor * power)
        .into_iter()
        .find(|step| *step >= rough * 0.999)
        .unwrap_or(10.0 * power);
    // Tolerate what a division loses, so that the ends of a range have their ticks.
    let (first, last) = ((start / step - 1e-6).ceil(), (end / step + 1e-6).floor());
    let count = (last - first).clamp(-1.0, most as f64) as usize + 1;
    (0..count)
        .map(|i| (first + i as f64) * step)
        .map(|value| (value, label(value, step, start.abs().max(end.abs()))))
        .collect()
}

fn label(value: f64, step: f64, biggest: f64) -> String {
    let value = if value.abs() < step / 2.0 { 0.0 } else { value };
    if !(1e-3..1e6).contains(&biggest) {
        let digits = (biggest.log10().floor() - step.log10().floor()).clamp(0.0, 8.0);
        return match value {
            0.0 => "0".into(),
            _ => format!("{value:.*e}", digits as usize).replace('-', "−"),
        };
    }
    let decimals = (-(step.log10() + 1e-9).floor()).max(0.0) as usize;
    format!("{value:.decimals$}").replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(start: f64, end: f64, most: usize) -> Vec<String> {
        ticks(start, end, most).into_iter().map(|(_, l)| l).collect()
    }

    #[test]
    fn ticks_are_round_and_short() {
        assert_eq!(labels(0.0, 1.0, 5), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(labels(-0.5, 1.5, 5), ["−0.5", "0.0", "0.5", "1.0", "1.5"]);
        assert_eq!(labels(3.0, 199.0, 5), ["50", "100", "150"]);
        assert_eq!(labels(0.0, 3e7, 3), ["0", "1e7", "2e7", "3e7"]);
        assert_eq!(labels(0.0, 2e-5, 4), ["0", "5.0e−6", "1.0e−5", "1.5e−5", "2.0e−5"]);
    }

    #[test]
    fn any_range_has_a_bounded_number_of_ticks() {
        for start in [-1e30, -1.0, 0.0, 1e-30, 123.456] {
            for width in [1e-20, 1e-3, 1.0, 7.3, 1e20, 1e38] {
                if start + width > start {
                    assert!(ticks(start, start + width, 6).len() <= 8);
                }
            }
        }
    }
}
