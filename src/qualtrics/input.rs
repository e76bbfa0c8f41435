//! What an export comes wrapped in: ZIP (Qualtrics' default), gzip, UTF-16 (`reference/qualtrics.md` §4.1
//! values, §7 pitfalls 11 and 13). Unwrapped as a stream; every member of an archive is an export of its own.

use crate::core::error::{Error, Result};
use encoding_rs::{Decoder, DecoderResult, UTF_16BE, UTF_16LE, WINDOWS_1252};
use flate2::Crc;
use flate2::read::{DeflateDecoder, MultiGzDecoder};
use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};
use std::sync::Arc;
use zip::{CompressionMethod, ZipArchive};

/// The default of `--max-bytes`: 8 GiB, four times the largest file that Qualtrics writes.
pub(crate) const MAX_BYTES: u64 = 8 << 30;

/// Where the bytes of an input come from.
pub(crate) enum Source {
    /// A file, in which one can seek.
    File(File),
    /// A pipe.
    Stream(Box<dyn Read + Send>),
}

/// One export within an input.
pub(crate) struct Part {
    /// The input's name, with the member's behind a `!` where it is in an archive.
    pub(crate) name: Arc<str>,
    /// Its text, in UTF-8 if the file was in UTF-16.
    pub(crate) reader: Box<dyn Read + Send>,
    /// What the file was in.
    pub(crate) encoding: Encoding,
}

/// The encoding of a text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// UTF-8, with a byte order mark or without.
    Utf8,
    /// UTF-16 with a byte order mark, low bytes first.
    Utf16Le,
    /// UTF-16 with a byte order mark, high bytes first.
    Utf16Be,
    /// What spreadsheets write as "CSV" in western Europe and America; nothing in a file tells it.
    Windows1252,
}

/// How an input is opened.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Opening {
    /// The most that comes out of each export that is packed in it.
    pub(crate) max_bytes: u64,
    /// The encoding, where somebody said it: of what has no byte order mark.
    pub(crate) encoding: Option<Encoding>,
}

impl Default for Opening {
    fn default() -> Self {
        Opening { max_bytes: MAX_BYTES, encoding: None }
    }
}

impl Encoding {
    /// The encodings that nothing in a file tells, by their names.
    pub(crate) const SAID: [(&'static str, Encoding); 2] =
        [("utf-8", Encoding::Utf8), ("windows-1252", Encoding::Windows1252)];

    fn decoder(self) -> &'static encoding_rs::Encoding {
        match self {
            Encoding::Utf8 => encoding_rs::UTF_8,
            Encoding::Utf16Le => UTF_16LE,
            Encoding::Utf16Be => UTF_16BE,
            Encoding::Windows1252 => WINDOWS_1252,
        }
    }

    /// UTF-8 text in this encoding. What is no UTF-8 stays as it is.
    pub(crate) fn encode(self, text: Vec<u8>) -> Vec<u8> {
        let bytes: fn(u16) -> [u8; 2] = match self {
            Encoding::Utf8 => return text,
            Encoding::Windows1252 => {
                return match std::str::from_utf8(&text) {
                    Ok(text) => WINDOWS_1252.encode(text).0.into_owned(),
                    Err(_) => text,
                };
            }
            Encoding::Utf16Le => u16::to_le_bytes,
            Encoding::Utf16Be => u16::to_be_bytes,
        };
        match std::str::from_utf8(&text) {
            Ok(text) => ['\u{feff}']
                .into_iter()
                .chain(text.chars())
                .flat_map(|letter| {
                    let mut units = [0; 2];
                    letter.encode_utf16(&mut units).iter().flat_map(|unit| bytes(*unit)).collect::<Vec<u8>>()
                })
                .collect(),
            Err(_) => text,
        }
    }
}

/// The exports within an input, one after the other.
pub(crate) struct Parts {
    name: Arc<str>,
    opening: Opening,
    rest: Rest,
}

enum Rest {
    One(Option<Box<dyn Read + Send>>),
    Archive { file: File, members: std::vec::IntoIter<Member> },
}

/// A member of a ZIP archive.
struct Member {
    name: String,
    start: u64,
    compressed: u64,
    size: u64,
    crc: u32,
    method: CompressionMethod,
}

impl Parts {
    /// Looks at the beginning of an input and prepares to unwrap it.
    ///
    /// # Errors
    /// The input cannot be read, or is an archive that cannot be opened.
    pub(crate) fn open(name: &Arc<str>, source: Source, opening: Opening) -> Result<Parts> {
        let max_bytes = opening.max_bytes;
        let cannot = |error: io::Error| Error::failed("unreadable_input", format!("cannot read {name}")).because(error);
        let (beginning, source) = peek(source).map_err(cannot)?;
        let rest = if beginning.starts_with(b"PK\x03\x04") || beginning.starts_with(b"PK\x05\x06") {
            let file = match source {
                Source::File(file) => file,
                Source::Stream(stream) => spooled(stream, max_bytes).map_err(cannot)?,
            };
            archive(name, file)?
        } else {
            let reader: Box<dyn Read + Send> = match source {
                Source::File(file) => Box::new(file),
                Source::Stream(stream) => stream,
            };
            let reader: Box<dyn Read + Send> = if beginning.starts_with(b"\x1f\x8b") {
                Box::new(Capped::new(MultiGzDecoder::new(reader), max_bytes))
            } else {
                reader
            };
            Rest::One(Some(reader))
        };
        Ok(Parts { name: Arc::clone(name), opening, rest })
    }

    /// The next export; `None` after the last.
    ///
    /// # Errors
    /// The next member of an archive cannot be read.
    #[allow(clippy::should_implement_trait, reason = "read with `?`, as the records of an export are")]
    pub(crate) fn next(&mut self) -> Result<Option<Part>> {
        let (name, reader) = match &mut self.rest {
            Rest::One(reader) => match reader.take() {
                Some(reader) => (Arc::clone(&self.name), reader),
                None => return Ok(None),
            },
            Rest::Archive { file, members } => match members.next() {
                Some(member) => {
                    let name: Arc<str> = format!("{}!{}", self.name, member.name).into();
                    let reader = member.open(file, self.opening.max_bytes).map_err(|error| {
                        Error::failed("unreadable_input", format!("cannot read {name}")).because(error)
                    })?;
                    (name, reader)
                }
                None => return Ok(None),
            },
        };
        let (reader, encoding) = decoded(reader, self.opening.encoding)
            .map_err(|error| Error::failed("unreadable_input", format!("cannot read {name}")).because(error))?;
        Ok(Some(Part { name, reader, encoding }))
    }
}

/// The first bytes of a source, and the source with them still in it.
fn peek(source: Source) -> io::Result<(Vec<u8>, Source)> {
    match source {
        Source::File(mut file) => {
            let beginning = first_bytes(&mut file, 4)?;
            // A pipe that has a name (`<(…)`) is a file in which nobody can seek.
            match file.seek(SeekFrom::Start(0)) {
                Ok(_) => Ok((beginning, Source::File(file))),
                Err(_) => Ok((beginning.clone(), Source::Stream(Box::new(Cursor::new(beginning).chain(file))))),
            }
        }
        Source::Stream(mut stream) => {
            let beginning = first_bytes(&mut stream, 4)?;
            Ok((beginning.clone(), Source::Stream(Box::new(Cursor::new(beginning).chain(stream)))))
        }
    }
}

fn first_bytes(reader: &mut dyn Read, count: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(count);
    reader.take(count as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// An archive that came through a pipe, in a file that has no name and vanishes with the process: its
/// directory is at its end.
fn spooled(mut stream: Box<dyn Read + Send>, max_bytes: u64) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    io::copy(&mut Capped::new(&mut stream, max_bytes), &mut file)?;
    file.flush()?;
    file.seek(SeekFrom::Start(0))?;
    Ok(file)
}

fn archive(name: &Arc<str>, file: File) -> Result<Rest> {
    let broken = |reason: String| {
        Error::failed("broken_input", format!("{name}: the ZIP archive is damaged: {reason}"))
            .hint("download or copy it again: the end of the file is missing or changed")
    };
    let mut archive = ZipArchive::new(file).map_err(|error| broken(error.to_string()))?;
    let mut members = Vec::new();
    for at in 0..archive.len() {
        let member = archive.by_index_raw(at).map_err(|error| broken(error.to_string()))?;
        // A survey's name is the member's, and may be anything: one that cannot be decoded is shown as far as it can.
        let member_name = match member.name() {
            Ok(name) => name.into_owned(),
            Err(_) => String::from_utf8_lossy(member.name_raw()).into_owned(),
        };
        if member_name == "[Content_Types].xml" || member_name.starts_with("xl/") {
            return Err(Error::failed("unsupported_format", format!("{name} is an Excel workbook"))
                .hint("in Qualtrics: Data & Analysis → Export & Import → Export Data → CSV; in Excel: Save As → CSV UTF-8, but Excel changes dates and long numbers"));
        }
        // A Mac's archiver adds a shadow of each file.
        if member.is_dir() || member_name.starts_with("__MACOSX/") || member_name.ends_with(".DS_Store") {
            continue;
        }
        if member.encrypted() {
            return Err(Error::failed("unsupported_format", format!("{name}: the member {member_name} is encrypted"))
                .hint("unpack it with its password first"));
        }
        let start = member.data_start().ok_or_else(|| broken(format!("{member_name} has no data")))?;
        members.push(Member {
            name: member_name,
            start,
            compressed: member.compressed_size(),
            size: member.size(),
            crc: member.crc32(),
            method: member.compression(),
        });
    }
    if members.is_empty() {
        return Err(Error::failed("empty_input", format!("{name} is an archive without files"))
            .hint("export the responses again"));
    }
    Ok(Rest::Archive { file: archive.into_inner(), members: members.into_iter() })
}

impl Member {
    fn open(self, archive: &File, max_bytes: u64) -> io::Result<Box<dyn Read + Send>> {
        let mut file = archive.try_clone()?;
        file.seek(SeekFrom::Start(self.start))?;
        let packed = file.take(self.compressed);
        let unpacked: Box<dyn Read + Send> = match self.method {
            CompressionMethod::Stored => Box::new(packed),
            CompressionMethod::Deflated => Box::new(DeflateDecoder::new(packed)),
            other => {
                let message = format!("it is packed by a method that qseg does not know ({other})");
                return Err(io::Error::new(io::ErrorKind::InvalidData, message));
            }
        };
        Ok(Box::new(Checked {
            inner: Capped::new(unpacked, max_bytes),
            crc: Crc::new(),
            expected: self.crc,
            size: self.size,
        }))
    }
}

/// Compares the sum and the size of a member with those in the archive's directory when its end is reached.
struct Checked<R> {
    inner: R,
    crc: Crc,
    expected: u32,
    size: u64,
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.crc.update(&buffer[..count]);
        if count == 0 && !buffer.is_empty() {
            let length = u64::from(self.crc.amount());
            let same_length = length == self.size & u64::from(u32::MAX);
            if self.crc.sum() != self.expected || !same_length {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    "the member is damaged: its check sum is wrong",
                ));
            }
        }
        Ok(count)
    }
}

/// Lets no more than so many bytes through: a small file may unpack to a very large one.
struct Capped<R> {
    inner: R,
    left: u64,
    limit: u64,
}

impl<R> Capped<R> {
    fn new(inner: R, limit: u64) -> Self {
        Capped { inner, left: limit, limit }
    }
}

impl<R: Read> Read for Capped<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        if self.left == 0 {
            // What fits was let through; one byte tells whether there is more.
            if self.inner.read(&mut [0])? == 0 {
                return Ok(0);
            }
            let message = format!("it unpacks to more than {} bytes; raise --max-bytes if it is meant to", self.limit);
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        let room = usize::try_from(self.left).map_or(buffer.len(), |left| left.min(buffer.len()));
        let count = self.inner.read(&mut buffer[..room])?;
        self.left -= count as u64;
        Ok(count)
    }
}

/// Text with the byte order mark of UTF-16, or in the encoding that was said, as UTF-8; anything else as it is.
fn decoded(mut reader: Box<dyn Read + Send>, said: Option<Encoding>) -> io::Result<(Box<dyn Read + Send>, Encoding)> {
    let beginning = first_bytes(&mut reader, 2)?;
    let (decoder, encoding) = match (beginning.as_slice(), said) {
        (b"\xff\xfe", _) => (UTF_16LE, Encoding::Utf16Le),
        (b"\xfe\xff", _) => (UTF_16BE, Encoding::Utf16Be),
        // The first two bytes of UTF-8's mark.
        (b"\xef\xbb", _) | (_, None) => return Ok((Box::new(Cursor::new(beginning).chain(reader)), Encoding::Utf8)),
        (_, Some(said)) => (said.decoder(), said),
    };
    let has_mark =
        matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be) && beginning.len() == 2 && beginning[0] >= 0xfe;
    let (before, consumed) = if has_mark { (Vec::new(), 2) } else { (beginning, 0) };
    let reader = Box::new(Utf16 {
        inner: Box::new(Cursor::new(before).chain(reader)),
        decoder: decoder.new_decoder_without_bom_handling(),
        raw: vec![0; 64 * 1024],
        from: 0,
        to: 0,
        consumed,
        at_end: false,
        is_finished: false,
        spare: Vec::new(),
        malformed: None,
    });
    Ok((reader, encoding))
}

/// Decodes UTF-16, strictly: a character that is none is an error with its place, never replaced in silence.
struct Utf16 {
    inner: Box<dyn Read + Send>,
    decoder: Decoder,
    raw: Vec<u8>,
    from: usize,
    to: usize,
    consumed: u64,
    at_end: bool,
    is_finished: bool,
    spare: Vec<u8>,
    malformed: Option<u64>,
}

impl Read for Utf16 {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // The decoder needs room for a whole character.
        if buffer.len() < 16 {
            if self.spare.is_empty() {
                let mut room = [0; 64];
                let count = self.decode(&mut room)?;
                self.spare.extend_from_slice(&room[..count]);
            }
            let count = self.spare.len().min(buffer.len());
            buffer[..count].copy_from_slice(&self.spare[..count]);
            self.spare.drain(..count);
            return Ok(count);
        }
        if !self.spare.is_empty() {
            let count = self.spare.len().min(buffer.len());
            buffer[..count].copy_from_slice(&self.spare[..count]);
            self.spare.drain(..count);
            return Ok(count);
        }
        self.decode(buffer)
    }
}

impl Utf16 {
    fn decode(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(at) = self.malformed {
                let message = format!("not UTF-16 text: half a character at byte {at}");
                return Err(io::Error::new(io::ErrorKind::InvalidData, message));
            }
            // A decoder that has finished is not asked again, though a reader may be.
            if self.is_finished {
                return Ok(0);
            }
            if self.from == self.to && !self.at_end {
                self.to = self.inner.read(&mut self.raw)?;
                self.from = 0;
                self.at_end = self.to == 0;
            }
            let (result, read, written) =
                self.decoder.decode_to_utf8_without_replacement(&self.raw[self.from..self.to], buffer, self.at_end);
            self.from += read;
            self.consumed += read as u64;
            self.is_finished = self.at_end && result == DecoderResult::InputEmpty;
            if let DecoderResult::Malformed(..) = result {
                // What stands before it is good, and is told first.
                self.malformed = Some(self.consumed.saturating_sub(2));
                if written == 0 {
                    continue;
                }
            }
            if written > 0 || (self.at_end && self.from == self.to) {
                return Ok(written);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn parts(bytes: Vec<u8>, max_bytes: u64) -> Result<Vec<(String, String)>> {
        let mut parts = Parts::open(
            &"in".into(),
            Source::Stream(Box::new(Cursor::new(bytes))),
            Opening { max_bytes, encoding: None },
        )?;
        let mut out = Vec::new();
        while let Some(mut part) = parts.next()? {
            let mut text = String::new();
            part.reader
                .read_to_string(&mut text)
                .map_err(|error| Error::failed("unreadable_input", part.name.to_string()).because(error))?;
            out.push((part.name.to_string(), text));
        }
        Ok(out)
    }

    fn gzipped(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text).expect("writes");
        encoder.finish().expect("writes")
    }

    fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in members {
            let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
            writer.start_file(*name, options).expect("writes");
            writer.write_all(content).expect("writes");
        }
        writer.finish().expect("writes").into_inner()
    }

    #[test]
    fn every_member_of_an_archive_is_an_input_of_its_own() {
        let zip = zipped(&[("My Survey/é.csv", b"a,b\n"), ("__MACOSX/x", b"shadow"), ("two.json", b"{}")]);
        let found = parts(zip, MAX_BYTES).expect("reads");
        assert_eq!(found, [("in!My Survey/é.csv".into(), "a,b\n".into()), ("in!two.json".into(), "{}".into())]);
    }

    #[test]
    fn gzip_of_several_members_is_one_text() {
        let bytes = [gzipped(b"a,b\n"), gzipped(b"1,2\n")].concat();
        assert_eq!(parts(bytes, MAX_BYTES).expect("reads"), [("in".into(), "a,b\n1,2\n".into())]);
    }

    #[test]
    fn utf16_is_decoded_and_half_characters_are_an_error_with_their_byte() {
        let text = "a,é,👍\n".repeat(40_000);
        for (mark, bytes) in [
            (b"\xff\xfe", text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()),
            (b"\xfe\xff", text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        ] {
            assert_eq!(parts([&mark[..], &bytes].concat(), MAX_BYTES).expect("reads")[0].1, text);
        }
        let error = parts(b"\xff\xfea\0\x00\xd8b\0".to_vec(), MAX_BYTES).expect_err("half a pair");
        assert!(error.causes().any(|cause| cause.contains("half a character")), "{error:?}");
    }

    #[test]
    fn a_damaged_member_a_cut_archive_and_a_bomb_are_errors() {
        let mut damaged = zipped(&[("a.csv", &b"abcdefgh,".repeat(100))]);
        let middle = 60;
        damaged[middle] ^= 0xff;
        assert!(parts(damaged, MAX_BYTES).is_err());
        let whole = zipped(&[("a.csv", b"a,b\n")]);
        assert_eq!(parts(whole[..whole.len() - 10].to_vec(), MAX_BYTES).expect_err("cut").code, "broken_input");
        for bomb in [gzipped(&vec![0; 1 << 20]), zipped(&[("a.csv", &vec![0; 1 << 20])])] {
            let error = parts(bomb, 1 << 16).expect_err("too much");
            assert!(error.causes().any(|cause| cause.contains("--max-bytes")), "{error:?}");
        }
        assert!(parts(gzipped(b"abc")[..12].to_vec(), MAX_BYTES).is_err());
    }

    #[test]
    fn a_workbook_is_answered_with_the_export_that_works() {
        let workbook = zipped(&[("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>")]);
        let error = parts(workbook, MAX_BYTES).expect_err("a workbook");
        assert_eq!(error.message, "in is an Excel workbook");
        assert!(error.hints[0].contains("Export Data"));
    }
}
