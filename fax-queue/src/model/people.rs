//! Who sends, and who gets it: `IFaxSender`, `IFaxRecipient`.

/// Who gets it: `IFaxRecipient`. `T` is `String`, `&str`, or another text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Recipient<T> {
    /// The number to dial: digits, `+ * # , -`, blanks, brackets, dots, slashes, and the dial modifiers `W`, `P` and
    /// `T`. At most 64 characters, one digit at least.
    pub fax_number: T,
    /// A name.
    pub name: T,
}

impl<T: AsRef<str>> Recipient<T> {
    /// The same one, lent.
    #[must_use]
    pub fn as_ref(&self) -> Recipient<&str> {
        Recipient { fax_number: self.fax_number.as_ref(), name: self.name.as_ref() }
    }
}

/// Defines the sender once: its fields, their names, and how to lend them.
macro_rules! sender {
    ($($(#[$meta:meta])* $field:ident,)+) => {
        /// Who sends it: the properties of `IFaxSender`. The TSID and the name travel with the call, or on the banner of
        /// each page; the others are for cover pages. `T` is `String`, `&str`, or another text.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(default, bound(deserialize = "T: serde::Deserialize<'de> + Default")))]
        pub struct Sender<T> {
            $($(#[$meta])* pub $field: T,)+
        }

        impl<T: AsRef<str>> Sender<T> {
            /// The same one, lent.
            #[must_use]
            pub fn as_ref(&self) -> Sender<&str> {
                Sender { $($field: self.$field.as_ref(),)+ }
            }

            /// Every text, in the order of the fields.
            pub fn texts(&self) -> impl Iterator<Item = &str> {
                [$(self.$field.as_ref()),+].into_iter()
            }
        }

        #[cfg(feature = "alloc")]
        impl Sender<&str> {
            /// The same one, kept.
            #[must_use]
            pub fn to_owned(&self) -> Sender<alloc::string::String> {
                Sender { $($field: self.$field.into(),)+ }
            }
        }
    };
}

sender! {
    /// `BillingCode`.
    billing_code,
    /// `City`.
    city,
    /// `Company`.
    company,
    /// `Country`.
    country,
    /// `Department`.
    department,
    /// `Email`.
    email,
    /// `FaxNumber`: the number to answer to.
    fax_number,
    /// `HomePhone`.
    home_phone,
    /// `Name`.
    name,
    /// `OfficeLocation`.
    office_location,
    /// `OfficePhone`.
    office_phone,
    /// `State`.
    state,
    /// `StreetAddress`.
    street_address,
    /// `Title`.
    title,
    /// `TSID`: what the far end shows as our number: at most 20 characters of printable ASCII. Empty: the line's own.
    tsid,
    /// `ZipCode`.
    zip_code,
}
