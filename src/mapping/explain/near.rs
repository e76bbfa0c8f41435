//! The ResponseIds of an input, for whoever asks for one that is not in it: those that look like it, in memory that
//! does not grow with the input.

/// How many near ones are kept.
const KEPT: usize = 3;

/// How alike two ids are to be, from 0 to 1: two random ids of Qualtrics come to about 0.6.
const ALIKE: f64 = 0.8;

/// The ids that were seen.
#[derive(Debug, Default)]
pub(crate) struct Near {
    asked: Option<String>,
    /// The nearest, each with how near it is; the nearest first.
    nearest: Vec<(f64, String)>,
    /// How many ids were seen.
    pub(crate) seen: u64,
    /// The first of them.
    pub(crate) first: Option<String>,
    /// The last of them.
    pub(crate) last: Option<String>,
}

impl Near {
    /// Looks for what is near to this id.
    pub(crate) fn to(asked: Option<&str>) -> Near {
        Near { asked: asked.map(str::to_owned), ..Near::default() }
    }

    /// Sees the id of a response, if it has one.
    pub(crate) fn see(&mut self, id: Option<&str>) {
        let (Some(id), Some(asked)) = (id, &self.asked) else { return };
        self.seen += 1;
        self.first.get_or_insert_with(|| id.to_owned());
        match &mut self.last {
            Some(last) => id.clone_into(last),
            None => self.last = Some(id.to_owned()),
        }
        let alike = likeness(asked, id);
        if alike >= ALIKE && id != asked && !self.nearest.iter().any(|(_, known)| known == id) {
            let at = self.nearest.partition_point(|(known, _)| *known >= alike);
            self.nearest.insert(at, (alike, id.to_owned()));
            self.nearest.truncate(KEPT);
        }
    }

    /// The near ones, the nearest first.
    pub(crate) fn nearest(&self) -> Vec<&str> {
        self.nearest.iter().map(|(_, id)| id.as_str()).collect()
    }
}

/// How alike two ids are: the same but for case is as near as can be, a part of it nearly so.
fn likeness(asked: &str, id: &str) -> f64 {
    let (asked, id) = (asked.trim().to_lowercase(), id.to_lowercase());
    if asked == id {
        return 1.0;
    }
    let bare = |id: &str| id.strip_prefix("r_").unwrap_or(id).to_owned();
    let (asked, id) = (bare(&asked), bare(&id));
    if asked.chars().count() >= 3 && id.contains(&asked) {
        return 0.99;
    }
    strsim::jaro_winkler(&asked, &id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_come_first_and_strangers_do_not_come() {
        let mut near = Near::to(Some("R_6vXsA0mBgY7hPqD"));
        for id in
            ["R_1zzzzzzzzzzzzz2", "R_6vXsA0mBgY7hPqE", "R_6vxsa0mbgy7hpqd", "R_6vXsA0mBgY7hPqDx9", "R_6vXsA0mBgY7hPqE"]
        {
            near.see(Some(id));
        }
        near.see(None);
        assert_eq!(near.nearest(), ["R_6vxsa0mbgy7hpqd", "R_6vXsA0mBgY7hPqDx9", "R_6vXsA0mBgY7hPqE"]);
        assert_eq!(
            (near.seen, near.first.as_deref(), near.last.as_deref()),
            (5, Some("R_1zzzzzzzzzzzzz2"), Some("R_6vXsA0mBgY7hPqE"))
        );
    }

    #[test]
    fn a_part_of_an_id_finds_it_and_nothing_is_looked_for_unasked() {
        let mut near = Near::to(Some("6vXs"));
        near.see(Some("R_6vXsA0mBgY7hPqD"));
        assert_eq!(near.nearest(), ["R_6vXsA0mBgY7hPqD"]);
        let mut near = Near::to(None);
        near.see(Some("R_1"));
        assert_eq!((near.nearest().len(), near.seen), (0, 0));
    }
}
