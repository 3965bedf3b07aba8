import { LitElement, css, html } from "lit";
import { ShellClient } from "../shell/client";

class GezichtApp extends LitElement {
  static override styles = css`
    :host { display: block; font: 18px/1.5 system-ui, sans-serif; padding: 2rem; }
  `;
  static override properties = { state: { state: true } };
  declare state: string;
  readonly shell = new ShellClient();

  constructor() {
    super();
    this.state = "…";
    this.shell.start((event) => {
      this.state = event.type;
      if (event.type === "file-chosen") void this.shell.engine.load(event.file).then((reply) => (this.state = reply.reply));
    });
  }

  override render() {
    return html`<main>
      <h1>Geef uw klanten een gezicht, zonder iemand te tonen.</h1>
      <button @click=${() => this.shell.tell({ type: "pick-file" })}>Kies een bestand</button>
      <p role="status">${this.state}</p>
    </main>`;
  }
}
customElements.define("gezicht-app", GezichtApp);
