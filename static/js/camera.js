// Reads a card with the camera: the browser itself where it can (BarcodeDetector), else vendor/qr, which is fetched
// when the camera is opened for the first time. No picture is kept or sent.
//
//   camera.reads(root, field, (text) => …)   wires up the button, the picture and the words of card_field.html under
//                                            root; field is the one typed into. A card held there long is read once.
window.camera = {
  reads(root, field, read) {
    const button = root.querySelector("[data-camera]"), view = root.querySelector("[data-view]");
    const video = view.querySelector("video");
    const EVERY = 250, AGAIN = 3000; // milliseconds between two looks; and until the same card is read once more
    const PROBLEMS = { NotAllowedError: "refused", NotFoundError: "missing", OverconstrainedError: "missing" };
    let opened = null, detector = null, last = "", lastAt = 0;

    // ── what is shown ──
    const tell = (problem) => {
      video.hidden = Boolean(problem);
      for (const words of view.querySelectorAll("[data-problem]")) words.hidden = words.dataset.problem !== problem;
    };
    const show = (is) => {
      view.hidden = !is;
      button.ariaPressed = String(is);
      field.inputMode = is ? "none" : ""; // no keyboard slides over the picture; a scanner types all the same
    };
    const close = () => {
      opened?.stream?.getTracks().forEach((track) => track.stop());
      opened = null;
      show(false);
    };
    const fail = (problem) => {
      close();
      view.hidden = false;
      tell(problem);
      field.focus({ preventScroll: true });
    };

    // ── what reads ──
    const own = async () => "BarcodeDetector" in window && (await BarcodeDetector.getSupportedFormats()).includes("qr_code");
    const reader = async () => {
      const { BarcodeDetector: Detector } = (await own().catch(() => false)) ? window : await import(root.dataset.reader);
      return new Detector({ formats: ["qr_code"] });
    };
    const take = (text) => {
      const isHeld = text === last && Date.now() - lastAt < AGAIN;
      if (isHeld || read(text)) [last, lastAt] = [text, Date.now()];
    };
    const look = async (mine) => {
      if (opened !== mine) return;
      const [found] = video.readyState > 1 ? await detector.detect(video).catch(() => []) : [];
      if (found && opened === mine) take(found.rawValue);
      setTimeout(look, EVERY, mine);
    };

    // ── opening; `mine` tells whether it was closed meanwhile ──
    const open = async () => {
      const mine = opened = { stream: null };
      tell("");
      show(true);
      try {
        mine.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
        for (const track of mine.stream.getTracks()) track.addEventListener("ended", () => opened === mine && fail("taken"));
        if (opened !== mine) return mine.stream.getTracks().forEach((track) => track.stop());
        video.srcObject = mine.stream;
        await video.play();
      } catch (error) {
        return opened === mine ? fail(PROBLEMS[error.name] ?? "busy") : undefined;
      }
      try {
        detector ??= await reader();
      } catch {
        return opened === mine ? fail("reader") : undefined;
      }
      look(mine);
    };

    button.hidden = !navigator.mediaDevices;
    button.addEventListener("click", () => (opened ? close() : open()));
    field.addEventListener("pointerdown", () => { field.inputMode = ""; }); // she types
    addEventListener("pagehide", close);
    document.addEventListener("visibilitychange", () => { if (document.hidden && opened) close(); });
  },
};
