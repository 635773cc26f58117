//! Registers of a board and of its core, for the board files: each has this as a module, and with it all `unsafe` of a board is in one
//! folder.

/// A register.
#[derive(Clone, Copy)]
pub struct Register(pub usize);

impl Register {
    pub fn set(self, value: u32) {
        // SAFETY: board files make them, of the addresses of registers of 32 bits only.
        unsafe { (self.0 as *mut u32).write_volatile(value) }
    }

    pub fn get(self) -> u32 {
        // SAFETY: as above.
        unsafe { (self.0 as *const u32).read_volatile() }
    }

    pub fn has(self, bits: u32) -> bool {
        self.get() & bits != 0
    }
}

/// Switches an interrupt of the board on.
pub fn enable(interrupt: usize) {
    Register(0xE000_E100 + interrupt / 32 * 4).set(1 << (interrupt % 32));
}

/// Raises an interrupt of the board.
pub fn raise(interrupt: usize) {
    Register(0xE000_E200 + interrupt / 32 * 4).set(1 << (interrupt % 32));
}

/// Starts SysTick, with an exception each millisecond of a core that runs at so many Hz.
pub fn tick(core_hz: u32) {
    const CONTROL: Register = Register(0xE000_E010);
    const RELOAD: Register = Register(0xE000_E014);
    RELOAD.set(core_hz / 1000 - 1);
    CONTROL.set(0b111); // on, with the exception, by the clock of the core
}
