//! Which serial ports there are.

use std::string::String;
use std::vec::Vec;

use serialport::SerialPortType;

use crate::SerialError;

/// A serial port of this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PortInfo {
    /// What [`SerialLine::open`](crate::SerialLine::open) takes.
    pub path: String,
    /// Which device it is, if it is one on USB.
    pub usb: Option<UsbInfo>,
}

/// What a device on USB says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UsbInfo {
    /// Vendor and product, as in `0572:1329`.
    pub ids: (u16, u16),
    /// The vendor in words, if it says so.
    pub maker: Option<String>,
    /// The product in words, if it says so.
    pub product: Option<String>,
    /// Its serial number: tells two of a kind apart.
    pub serial: Option<String>,
}

/// The serial ports of this machine, by name. Whether there is a modem behind one is for [`probe`](crate::probe) to find out.
///
/// # Errors
///
/// [`SerialError::Failed`] if the system does not tell.
pub fn ports() -> Result<Vec<PortInfo>, SerialError> {
    let found = serialport::available_ports().map_err(|error| {
        SerialError::Failed(String::from("the list of serial ports"), std::io::Error::from(error).kind())
    })?;
    let mut ports: Vec<_> =
        found.into_iter().map(|port| PortInfo { path: port.port_name, usb: usb(port.port_type) }).collect();
    ports.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(ports)
}

fn usb(kind: SerialPortType) -> Option<UsbInfo> {
    if let SerialPortType::UsbPort(usb) = kind {
        Some(UsbInfo {
            ids: (usb.vid, usb.pid),
            maker: usb.manufacturer,
            product: usb.product,
            serial: usb.serial_number,
        })
    } else {
        None
    }
}
