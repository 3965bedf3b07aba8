// Whether the page may run where it stands. Inside a frame it must be sandboxed (its origin is then opaque, and the
// host reads nothing), and its host must be from disk or one that whoever installed the page allows.

/** Origins of hosts, from `<meta name="gezicht-hosts" content="https://portaal.voorbeeld.nl …">`. */
function allowedHosts(): string[] {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="gezicht-hosts"]');
  return (meta?.content ?? "").split(/\s+/).filter(Boolean);
}

/** True at the top, and in a sandboxed frame of an allowed host. */
export function mayRun(page: Window): boolean {
  if (page.top === page) return true;
  const hosts = page.location.ancestorOrigins as DOMStringList | undefined;
  // A browser that does not say who frames us gets no benefit of the doubt.
  if (page.origin !== "null" || !hosts) return false;
  // Chromium gives a page from disk as "file://", others as "null".
  const allowed = ["null", "file://", ...allowedHosts()];
  return Array.from(hosts).every((host) => allowed.includes(host));
}
