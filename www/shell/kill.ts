// Takes every way out off the global object, before anything else runs. The policy is the lock, this is the bolt:
// WebRTC and WebTransport are not governed by `connect-src` in every browser.
const WAYS_OUT = [
  "RTCPeerConnection", "webkitRTCPeerConnection", "mozRTCPeerConnection", "RTCDataChannel", "RTCIceTransport", "RTCSctpTransport",
  "RTCDtlsTransport", "RTCCertificate", "RTCSessionDescription", "RTCIceCandidate", "RTCRtpSender", "RTCRtpReceiver",
  "RTCRtpTransceiver", "RTCEncodedVideoFrame", "RTCEncodedAudioFrame",
  "WebTransport", "WebTransportBidirectionalStream", "WebTransportDatagramDuplexStream",
  "fetch", "fetchLater", "XMLHttpRequest", "XMLHttpRequestEventTarget", "WebSocket", "WebSocketStream", "WebSocketError", "EventSource",
  "Request", "importScripts", "SharedWorker", "BroadcastChannel", "TCPSocket", "UDPSocket", "TCPServerSocket",
  "PresentationRequest", "PaymentRequest", "RemotePlayback", "Notification", "PushManager", "BackgroundFetchManager",
  "indexedDB", "caches", "cookieStore", "localStorage", "sessionStorage", "webkitRequestFileSystem", "webkitResolveLocalFileSystemURL",
  "showOpenFilePicker", "showSaveFilePicker", "showDirectoryPicker", "openDatabase", "sharedStorage", "IdentityCredential",
  "navigation", "credentialless", "launchQueue", "documentPictureInPicture", "getScreenDetails",
];
const FROM_NAVIGATOR = [
  "sendBeacon", "serviceWorker", "connection", "bluetooth", "usb", "hid", "serial", "share", "credentials", "geolocation", "mediaDevices",
  "getUserMedia", "webkitGetUserMedia", "requestMIDIAccess", "storage", "storageBuckets", "locks", "presentation", "wakeLock", "xr",
  "registerProtocolHandler", "joinAdInterestGroup", "runAdAuction", "mediaSession", "keyboard", "ink", "contacts", "login",
];

/** Removes `name` from an object and everything it inherits from; where it cannot be deleted it reads as undefined. */
function remove(from: object, name: string): void {
  for (let owner: object | null = from; owner && owner !== Object.prototype; owner = Object.getPrototypeOf(owner)) {
    try {
      if (Object.hasOwn(owner, name) && !Reflect.deleteProperty(owner, name)) {
        Object.defineProperty(owner, name, { value: undefined, writable: false, configurable: false });
      }
    } catch {
      // Not ours to change: the policy still holds.
    }
  }
}

/** Removes the ways out, and `also`, from this realm. */
export function killWaysOut(also: string[] = []): void {
  for (const name of [...WAYS_OUT, ...also]) remove(globalThis, name);
  for (const name of FROM_NAVIGATOR) remove(navigator, name);
}
