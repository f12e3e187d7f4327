//! The round numbers along an axis, and how they are written.

/// Round numbers (1, 2 or 5 times a power of ten apart) within a range, at most `most` of them, with
/// their labels.
pub fn ticks(start: f64, end: f64, most: usize) -> Vec<(f64, String)> {
    if start >= end {
        return Vec::new();
    }
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

/// The numbers along a logarithmic axis that goes from 10^start to 10^end, at the powers of ten, with
/// their labels: powers of ten; within few decades also 2 and 5 times these; within less than one, round
/// numbers.
pub fn log_ticks(start: f64, end: f64, most: usize) -> Vec<(f64, String)> {
    let decades = (start - 1e-9).ceil() as i64..=(end + 1e-9).floor() as i64;
    let count = (decades.end() - decades.start() + 1).max(0) as usize;
    if end - start < 1.0 {
        let (low, high) = (10_f64.powf(start), 10_f64.powf(end));
        return ticks(low, high, most)
            .into_iter()
            .filter(|(value, _)| *value > 0.0)
            .map(|(value, label)| (value.log10(), label))
            .collect();
    }
    if count * 3 <= most.max(6) {
        let around = decades.start() - 1..=*decades.end();
        let places = around.flat_map(|decade| [1.0, 2.0, 5.0].map(|factor| (factor, decade)));
        let inside = start - 1e-9..=end + 1e-9;
        return places
            .map(|(factor, decade)| (decade as f64 + f64::log10(factor), (factor, decade)))
            .filter(|(place, _)| inside.contains(place))
            .map(|(place, (factor, decade))| (place, small(factor, decade)))
            .collect();
    }
    let step = count.div_ceil(most.max(2)) as i64;
    decades
        .filter(|decade| decade.rem_euclid(step) == 0)
        .map(|decade| (decade as f64, power(decade)))
        .collect()
}

/// A digit times a power of ten.
fn small(factor: f64, decade: i64) -> String {
    match decade {
        -4..=-1 => format!("{:.*}", -decade as usize, factor * 10_f64.powi(decade as i32)),
        0..=5 => format!("{:.0}", factor * 10_f64.powi(decade as i32)),
        _ if factor == 1.0 => power(decade),
        _ => format!("{factor:.0}·{}", power(decade)),
    }
}

/// A power of ten with its exponent above the line.
fn power(decade: i64) -> String {
    let raised = |c: char| match c {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        c => char::from_u32('⁰' as u32 + c as u32 - '0' as u32).unwrap_or(c),
    };
    match decade {
        0 => "1".into(),
        1 => "10".into(),
        _ => format!("10{}", decade.to_string().chars().map(raised).collect::<String>()),
    }
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
    fn a_logarithmic_axis_counts_in_powers_of_ten() {
        let labels = |start: f64, end: f64, most: usize| -> Vec<String> {
            log_ticks(start, end, most).into_iter().map(|(_, l)| l).collect()
        };
        assert_eq!(labels(-4.2, 1.1, 8), ["10⁻⁴", "10⁻³", "10⁻²", "10⁻¹", "1", "10"]);
        assert_eq!(labels(-30.0, 31.0, 5), ["10⁻²⁶", "10⁻¹³", "1", "10¹³", "10²⁶"]);
        assert_eq!(labels(-1.0, 0.5, 8), ["0.1", "0.2", "0.5", "1", "2"]);
        assert_eq!(labels(1.0, 1.3, 5), ["10", "12", "14", "16", "18"]);
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
