//! `IFaxDeviceProvider`.

use crate::form::members;

members! {
    Objects "IFaxDeviceProvider" has 12:
    FriendlyName: "the program that runs the service gives it its lines: no providers are loaded",
    ImageName: "the program that runs the service gives it its lines: no providers are loaded",
    UniqueName: "the program that runs the service gives it its lines: no providers are loaded",
    TapiProviderName: "the program that runs the service gives it its lines: no providers are loaded",
    MajorVersion: "the program that runs the service gives it its lines: no providers are loaded",
    MinorVersion: "the program that runs the service gives it its lines: no providers are loaded",
    MajorBuild: "the program that runs the service gives it its lines: no providers are loaded",
    MinorBuild: "the program that runs the service gives it its lines: no providers are loaded",
    Debug: "the program that runs the service gives it its lines: no providers are loaded",
    Status: "the program that runs the service gives it its lines: no providers are loaded",
    InitErrorCode: "the program that runs the service gives it its lines: no providers are loaded",
    DeviceIds: "the program that runs the service gives it its lines: no providers are loaded",
}
