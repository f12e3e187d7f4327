//! Smooth lines with fewer points: those that the eye does not miss are left out (Douglas and Peucker,
//! 1973).

type Point = (i32, i32);

/// The points of a line without those nearer than this, in units, to the line through the others.
pub fn simplified(points: Vec<Point>, tolerance: f64) -> Vec<Point> {
    if points.len() < 3 {
        return points;
    }
    let mut kept = vec![false; points.len()];
    let last = points.len() - 1;
    (kept[0], kept[last]) = (true, true);
    let mut rest = vec![(0, last)];
    while let Some((start, end)) = rest.pop() {
        let far = |i: &usize| distance(points[*i], points[start], points[end]);
        let Some(i) = (start + 1..end).max_by(|a, b| far(a).total_cmp(&far(b))) else { continue };
        if far(&i) > tolerance {
            kept[i] = true;
            rest.extend([(start, i), (i, end)]);
        }
    }
    points.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(point, _)| point).collect()
}

/// How far a point is from a line between two others; from the first where both are one.
fn distance(p: Point, a: Point, b: Point) -> f64 {
    let (dx, dy) = ((b.0 - a.0) as f64, (b.1 - a.1) as f64);
    let (px, py) = ((p.0 - a.0) as f64, (p.1 - a.1) as f64);
    match dx.hypot(dy) {
        0.0 => px.hypot(py),
        length => (dx * py - dy * px).abs() / length,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_keeps_its_form_with_few_points() {
        let at = |i: i32| {
            let angle = f64::from(i) / 500.0 * std::f64::consts::TAU;
            ((1000.0 * angle.cos()).round() as i32, (1000.0 * angle.sin()).round() as i32)
        };
        let circle: Vec<Point> = (0..=500).map(at).collect();
        let few = simplified(circle.clone(), 3.0);
        assert!((20..100).contains(&few.len()), "{}", few.len());
        assert_eq!((few[0], few[few.len() - 1]), (circle[0], circle[500]));
        for p in circle {
            let near = few.windows(2).map(|pair| distance(p, pair[0], pair[1]));
            assert!(near.fold(f64::INFINITY, f64::min) <= 3.0);
        }
    }

    #[test]
    fn corners_stay() {
        let corner = vec![(0, 0), (50, 0), (100, 0), (100, 100)];
        assert_eq!(simplified(corner, 1.0), [(0, 0), (100, 0), (100, 100)]);
        assert_eq!(simplified(vec![(1, 1)], 1.0), [(1, 1)]);
    }
}
