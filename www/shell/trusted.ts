// The one Trusted Types policy of the shell. It passes only what the shell itself was built with, so that a string
// that came from anywhere else can become neither markup nor a worker.

interface Policy {
  createHTML(text: string): string;
  createScriptURL(url: string): string;
}
interface Factory {
  createPolicy(name: string, rules: Policy): Policy;
}

/** Makes the policy `gezicht`. Browsers without Trusted Types get the same rules as plain functions. */
export function policy(rules: Partial<Policy>): Policy {
  const refuse = (): never => {
    throw new TypeError("refused");
  };
  const full: Policy = { createHTML: rules.createHTML ?? refuse, createScriptURL: rules.createScriptURL ?? refuse };
  const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;
  return factory ? factory.createPolicy("gezicht", full) : full;
}
