#!/bin/sh
# HylaFAX for one call, without its daemons: faxsend or faxgetty on a port, in a spool folder of its own.
#
#   hylafax.sh ROOT send PORT NUMBER IN.tif [SETTING...]    calls and sends a TIFF of class F
#   hylafax.sh ROOT receive PORT OUT.tif [SETTING...]       waits for a call and receives
#
# Settings: ecm=yes|no (error correction, yes), baud=BPS (115200), flow=none|xonxoff (none), locks=DIR (a folder for lock files, one in
# the spool folder), limit=S (300).
# ROOT is where Debian's packages are unpacked, or / if they are installed. PORT is a link to a pseudo terminal, in this folder.
# Ends with 0 if HylaFAX says that everything was confirmed or received, else with 1 and HylaFAX's own log.
set -eu
root=$1 mode=$2 port=$3
shift 3
if [ "$mode" = send ]; then
    number=$1 document=$(realpath "$2")
    shift 2
else
    received=$1
    shift
fi
ecm=yes baud=115200 flow=none locks=lock limit=300
for setting; do
    case $setting in
    ecm=yes | ecm=no | baud=* | flow=none | flow=xonxoff | locks=* | limit=*) eval "$setting" ;;
    *) echo "no such setting: $setting" >&2 && exit 2 ;;
    esac
done
LD_LIBRARY_PATH=$root/usr/lib/hylafax
export LD_LIBRARY_PATH

# HylaFAX takes ports in /dev only, and names everything that belongs to one after it.
device=$(readlink "$port")
device=${device#/dev/}
id=$(echo "$device" | tr / _)

spool=hylafax-$port
rm -rf "$spool"
mkdir "$spool"
here=$(pwd)
cd "$spool"
mkdir bin client dev docq etc info lock log recvq sendq status tmp
cat >"etc/config.$id" <<END
ModemType: Class1
ModemFlowControl: $flow
ModemRate: $baud
Class1ECMSupport: $ecm
ModemResetDelay: 0
ModemDTRDropDelay: 0
DeviceMode: 0666
UUCPLockDir: $locks
LocalIdentifier: "HYLAFAX"
FAXNumber: 5559876
CountryCode: 1
AreaCode: 1
LongDistancePrefix: 1
InternationalPrefix: 011
RingsBeforeAnswer: 1
SessionTracing: 0xfff
END

# As root HylaFAX works as its own user, uucp.
own() { if [ "$(id -u)" = 0 ]; then chown -R uucp . && chmod 666 "/dev/$device"; fi; }

if [ "$mode" = send ]; then
    # With error correction, of 256 octets, as MMR; else as MR.
    desired='desiredec:2
desireddf:3'
    [ "$ecm" = yes ] || desired='desiredec:0
desireddf:1'
    cp "$document" docq/document.tif
    pages=$(tiffinfo docq/document.tif 2>/dev/null | grep -c '^TIFF Directory at') || true
    # Behind each page: S if another one of the same kind follows, P for the last one.
    handling=
    for _ in $(seq 2 "$pages"); do handling=${handling}00S; done
    cat >sendq/q1 <<END
jobid:1
groupid:1
jobtype:facsimile
state:6
priority:127
tts:0
killtime:1999999999
number:$number
external:$number
modem:any
owner:tester
sender:tester
mailaddr:tester
client:localhost
notify:none
npages:0
totpages:$pages
ntries:0
ndials:0
totdials:0
maxdials:1
tottries:0
maxtries:1
pagewidth:216
pagelength:0
resolution:196
minbr:0
desiredbr:13
desiredst:0
$desired
desiredtl:0
useccover:0
usexvres:1
retrytime:0
tagline:
pagehandling:${handling}00P
fax:0::docq/document.tif
END
    own
    timeout "$limit" "$root/usr/lib/hylafax/bin/faxsend" -l -p -m "$id" sendq/q1 || true
    # 2: done, as faxq would be told.
    grep -q '^returned:2$' sendq/q1 && exit 0
else
    # HylaFAX runs this behind each fax.
    printf '#!/bin/sh\ncp "$1" done\n' >bin/faxrcvd
    chmod 755 bin/faxrcvd
    own
    timeout "$limit" "$root/usr/sbin/faxgetty" -p -q . "$device" &
    getty=$!
    trap 'kill $getty 2>/dev/null || true' EXIT INT TERM
    while [ ! -s done ] && [ -e "/dev/$device" ] && kill -0 $getty 2>/dev/null; do
        sleep 0.1
    done
    [ -s done ] && cp done "$here/$received" && exit 0
fi
cat log/c* >&2 || echo "HylaFAX wrote no log" >&2
exit 1
