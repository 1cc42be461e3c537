/** What of the picture is seen: its pixels are `scale` times as large, and its corner is at `x`, `y` of the window. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const smallest = 0.05;
const largest = 3;
/** Smaller than this nobody can read. */
const readable = 0.45;
const border = 24;

/** Moves and scales the picture under a window: by wheel, by dragging, by buttons. */
export class Camera {
  view: View = { x: 0, y: 0, scale: 1 };

  /** What is moved. */
  scene: SVGGElement | undefined;

  constructor(
    private readonly frame: SVGElement,
    private readonly onMoved: (view: View) => void,
  ) {
    frame.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    frame.addEventListener("pointerdown", (event) => this.#drag(event));
  }

  /** @param smooth whether to go there by and by, where the person does not mind movement */
  set(view: View, smooth = false): void {
    const scale = Math.min(largest, Math.max(smallest, view.scale));
    this.view = { x: view.x, y: view.y, scale };
    this.scene?.classList.toggle("smooth", smooth);
    this.scene?.setAttribute("transform", `translate(${view.x} ${view.y}) scale(${scale})`);
    this.onMoved(this.view);
  }

  /** Larger or smaller around a point of the window, its middle by default. */
  zoom(by: number, at = this.#middle()): void {
    const { x, y, scale } = this.view;
    const next = Math.min(largest, Math.max(smallest, scale * by));
    const ratio = next / scale;
    this.set({ x: at.x - (at.x - x) * ratio, y: at.y - (at.y - y) * ratio, scale: next });
  }

  /** All of a picture. */
  fit(box: Box): void {
    const { clientWidth, clientHeight } = this.frame;
    const scale = Math.min(
      1,
      (clientWidth - 2 * border) / box.width,
      (clientHeight - 2 * border) / box.height,
    );
    this.set({
      x: (clientWidth - box.width * scale) / 2 - box.x * scale,
      y: (clientHeight - box.height * scale) / 2 - box.y * scale,
      scale,
    });
  }

  /** As much of a picture as can be read, with a part of it in sight. */
  start(all: Box, part: Box): void {
    this.fit(all);
    if (this.view.scale >= readable) return;
    const { clientWidth, clientHeight } = this.frame;
    const scale = 0.8;
    this.set({
      x: clientWidth - border - (part.x + part.width) * scale,
      y: clientHeight / 2 - (part.y + part.height / 2) * scale,
      scale,
    });
  }

  /** Moves just as far as a part needs to be seen. */
  reveal(part: Box): void {
    const { clientWidth, clientHeight } = this.frame;
    const scale = Math.max(this.view.scale, readable);
    const left = part.x * scale + this.view.x;
    const top = part.y * scale + this.view.y;
    const inside =
      scale === this.view.scale &&
      left >= border &&
      top >= border &&
      left + part.width * scale <= clientWidth - border &&
      top + part.height * scale <= clientHeight - border;
    if (inside) return;
    this.set(
      {
        x: clientWidth / 2 - (part.x + part.width / 2) * scale,
        y: clientHeight / 2 - (part.y + part.height / 2) * scale,
        scale,
      },
      true,
    );
  }

  #middle() {
    return { x: this.frame.clientWidth / 2, y: this.frame.clientHeight / 2 };
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    if (event.shiftKey) {
      this.set({ ...this.view, x: this.view.x - event.deltaY - event.deltaX });
      return;
    }
    const { left, top } = this.frame.getBoundingClientRect();
    this.zoom(Math.exp(-event.deltaY * 0.0015), { x: event.clientX - left, y: event.clientY - top });
  }

  #drag(event: PointerEvent): void {
    if (event.button !== 0 || (event.target as Element).closest(".node") !== null) return;
    const { frame } = this;
    const from = this.view;
    frame.setPointerCapture(event.pointerId);
    frame.classList.add("dragged");
    const move = (next: Event) => {
      const { clientX, clientY } = next as PointerEvent;
      this.set({ ...from, x: from.x + clientX - event.clientX, y: from.y + clientY - event.clientY });
    };
    const end = () => {
      frame.removeEventListener("pointermove", move);
      frame.classList.remove("dragged");
    };
    frame.addEventListener("pointermove", move);
    frame.addEventListener("pointerup", end, { once: true });
    frame.addEventListener("pointercancel", end, { once: true });
  }
}
