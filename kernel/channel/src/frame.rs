//! A frame: `u32` length of the rest, then fields, each a `u32` length and its bytes (little endian).

use std::io::{self, Read, Write};

use crate::{Content, Panic, Place};

/// A frame that is being put together.
pub struct Frame(Vec<u8>);

impl Frame {
    /// A frame with the name of its message.
    pub fn new(name: &str) -> Frame {
        Frame(vec![0; 4]).text(name)
    }

    /// Writes the frame in a single call, so that frames of several threads never mix.
    pub fn write(mut self, to: &mut impl Write) -> io::Result<()> {
        let length = self.0.len() as u32 - 4;
        self.0[..4].copy_from_slice(&length.to_le_bytes());
        to.write_all(&self.0)
    }

    pub fn bytes(mut self, bytes: &[u8]) -> Frame {
        self.0.extend((bytes.len() as u32).to_le_bytes());
        self.0.extend_from_slice(bytes);
        self
    }

    pub fn text(self, text: &str) -> Frame {
        self.bytes(text.as_bytes())
    }

    pub fn flag(self, on: bool) -> Frame {
        self.text(if on { "1" } else { "0" })
    }

    pub fn content(self, content: &Content) -> Frame {
        content.iter().fold(self, |frame, (mime, bytes)| frame.text(mime).bytes(bytes))
    }

    pub fn panic(self, panic: &Panic) -> Frame {
        self.text(&panic.message).place(&panic.place)
    }

    pub fn place(self, place: &Place) -> Frame {
        let (line, column) = (place.line.to_le_bytes(), place.column.to_le_bytes());
        self.text(&place.file).bytes(&line).bytes(&column)
    }
}

/// The fields of a frame, taken one after the other.
pub struct Fields {
    body: Vec<u8>,
    at: usize,
}

impl Fields {
    /// Reads one frame.
    pub fn read(from: &mut impl Read) -> io::Result<Fields> {
        let mut length = [0; 4];
        from.read_exact(&mut length)?;
        let mut body = vec![0; u32::from_le_bytes(length) as usize];
        from.read_exact(&mut body)?;
        Ok(Fields { body, at: 0 })
    }

    pub fn bytes(&mut self) -> io::Result<&[u8]> {
        let start = self.at + 4;
        let length = self.body.get(self.at..start).ok_or_else(short)?;
        let length = u32::from_le_bytes(length.try_into().map_err(|_| short())?) as usize;
        self.at = start + length;
        self.body.get(start..start + length).ok_or_else(short)
    }

    pub fn text(&mut self) -> io::Result<String> {
        Ok(String::from_utf8_lossy(self.bytes()?).into_owned())
    }

    pub fn flag(&mut self) -> io::Result<bool> {
        Ok(self.bytes()? == b"1")
    }

    pub fn rest(&mut self) -> io::Result<Vec<String>> {
        let mut all = Vec::new();
        while self.at < self.body.len() {
            all.push(self.text()?);
        }
        Ok(all)
    }

    pub fn content(&mut self) -> io::Result<Content> {
        let mut all = Vec::new();
        while self.at < self.body.len() {
            all.push((self.text()?, self.bytes()?.to_vec()));
        }
        Ok(all)
    }

    pub fn panic(&mut self) -> io::Result<Panic> {
        Ok(Panic { message: self.text()?, place: self.place()? })
    }

    pub fn place(&mut self) -> io::Result<Place> {
        Ok(Place { file: self.text()?, line: self.number()?, column: self.number()? })
    }

    fn number(&mut self) -> io::Result<u32> {
        let bytes = self.bytes()?.try_into().map_err(|_| short())?;
        Ok(u32::from_le_bytes(bytes))
    }
}

fn short() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "a frame of the worker's channel is cut short")
}

/// What to say of a message whose name no side knows.
pub fn unknown(name: &str) -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        format!("unknown message `{name}` on the worker's channel"),
    )
}
