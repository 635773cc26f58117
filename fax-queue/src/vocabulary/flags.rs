//! How documented numbers are written down once: sets of bits, and enumerations.

/// Defines a set of bits: the constants, the conversions and the set operations.
macro_rules! flags {
    ($(#[$meta:meta])* $name:ident, $what:literal, { $($(#[$item_meta:meta])* $item:ident = $value:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        pub struct $name(u32);

        impl $name {
            /// No bit.
            pub const NONE: Self = Self(0);
            /// Every defined bit.
            pub const ALL: Self = Self($($value)|+);
            $($(#[$item_meta])* pub const $item: Self = Self($value);)+

            /// The documented number.
            #[must_use]
            pub const fn bits(self) -> u32 {
                self.0
            }

            /// Whether all bits of `other` are in the set.
            #[must_use]
            pub const fn contains(self, other: Self) -> bool {
                self.0 & other.0 == other.0
            }

            /// Whether no bit is set.
            #[must_use]
            pub const fn is_empty(self) -> bool {
                self.0 == 0
            }

            /// Whether the sets have a bit in common.
            #[must_use]
            pub const fn intersects(self, other: Self) -> bool {
                self.0 & other.0 != 0
            }

            /// The bits of both sets.
            #[must_use]
            pub const fn union(self, other: Self) -> Self {
                Self(self.0 | other.0)
            }
        }

        impl core::ops::BitOr for $name {
            type Output = Self;

            fn bitor(self, other: Self) -> Self {
                self.union(other)
            }
        }

        impl TryFrom<u32> for $name {
            type Error = $crate::vocabulary::UnknownValue;

            fn try_from(value: u32) -> Result<Self, Self::Error> {
                if value & !Self::ALL.0 == 0 {
                    Ok(Self(value))
                } else {
                    Err($crate::vocabulary::UnknownValue { what: $what, value })
                }
            }
        }

        impl From<$name> for u32 {
            fn from(set: $name) -> Self {
                set.0
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                let mut set = f.debug_set();
                $(if self.contains(Self::$item) {
                    set.entry(&format_args!("{}", stringify!($item)));
                })+
                set.finish()
            }
        }
    };
}

/// Adds the conversions between an enumeration without data and its documented numbers.
macro_rules! numbered {
    ($name:ident, $what:literal, { $($item:ident = $value:literal,)+ }) => {
        impl $name {
            /// The documented number.
            #[must_use]
            pub const fn value(self) -> u32 {
                match self {
                    $(Self::$item => $value,)+
                }
            }
        }

        impl From<$name> for u32 {
            fn from(item: $name) -> Self {
                item.value()
            }
        }

        impl TryFrom<u32> for $name {
            type Error = $crate::vocabulary::UnknownValue;

            fn try_from(value: u32) -> Result<Self, Self::Error> {
                match value {
                    $($value => Ok(Self::$item),)+
                    _ => Err($crate::vocabulary::UnknownValue { what: $what, value }),
                }
            }
        }
    };
}

/// Defines an enumeration without data together with its documented numbers.
macro_rules! enumeration {
    ($(#[$meta:meta])* $name:ident, $what:literal, { $($(#[$item_meta:meta])* $item:ident = $value:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        pub enum $name {
            $($(#[$item_meta])* $item,)+
        }

        impl $name {
            /// Every item, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$item),+];
        }

        $crate::vocabulary::flags::numbered!($name, $what, { $($item = $value,)+ });
    };
}

pub(crate) use {enumeration, flags, numbered};
