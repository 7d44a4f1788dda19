"""What browser tests ask of every page: it has come to rest, everybody can use it, and it fits its screen.

A click returns before the page it leads to is drawn; what is measured then is measured without a stylesheet. So
everything here waits for the page first.
"""

STANDARDS = '{runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}'

AT_REST = """async () => {
  const after = (thing, event) => new Promise((done) => thing.addEventListener(event, done, {once: true}));
  if (document.readyState !== "complete") await after(window, "load");
  await document.fonts.ready;
  const moving = () => document.getAnimations().filter(
    (each) => each.playState === "running" && each.effect.getComputedTiming().endTime !== Infinity);
  while (moving().length) await Promise.allSettled(moving().map((each) => each.finished));
  const came = (link) => { try { return link.sheet.cssRules.length > 0; } catch { return false; } };
  const links = [...document.querySelectorAll("link[rel=stylesheet]")];
  return links.filter((link) => !came(link)).map((link) => link.href);
}"""

WIDER_THAN = """(width) => {
  const page = document.documentElement;
  if (page.scrollWidth <= width) return [];
  const clips = (box) => box !== document.body && getComputedStyle(box).overflowX !== "visible";
  const isCut = (box) => box !== page && (clips(box) || isCut(box.parentElement));
  const right = (box) => {
    const {left, width} = box.getBoundingClientRect();
    return Math.round(left + scrollX + Math.max(width, clips(box) ? 0 : box.scrollWidth));
  };
  const named = (box) => box.tagName.toLowerCase() + (box.id && `#${box.id}`)
    + [...box.classList].map((name) => `.${name}`).join("");
  const over = [...document.body.querySelectorAll("*")].filter(
    (box) => right(box) > width && !isCut(box.parentElement));
  const guilty = over.filter((box) => !over.some((each) => each !== box && box.contains(each)));
  const told = guilty.map((box) => `${named(box)} ends at ${right(box)}: ${box.textContent.trim().slice(0, 40)}`);
  return [`${location.pathname} is ${page.scrollWidth} wide on a screen of ${width}`, ...told];
}"""


def settled(page):
    """`page`, once it is loaded with all its stylesheets and fonts, and what moves has come to rest."""
    page.wait_for_load_state()
    assert page.evaluate(AT_REST) == [], "stylesheets that did not come"
    return page


def sent(page) -> None:
    """Until every step of the page reached the house, and the page did what the answers say."""
    # a function, not an expression: of a string the page's security policy would refuse the second look
    page.wait_for_function("() => window.steps && !steps.waiting", timeout=60_000)


def faults(page, axe: str) -> list[tuple[str, list[str]]]:
    """What axe has against the page as it stands: (rule, the elements that break it)."""
    settled(page)
    if page.evaluate("typeof window.axe") == "undefined":
        page.evaluate(axe)
    found = page.evaluate(f"axe.run(document, {STANDARDS})")["violations"]
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]


def too_wide(page) -> list[str]:
    """Empty where nobody has to scroll sideways; else how wide the page is, and what runs out of it."""
    return settled(page).evaluate(WIDER_THAN, page.viewport_size["width"])


def flaws(page, axe: str) -> list:
    """All that speaks against the page as it stands: what axe finds, and what is too wide for the screen."""
    return [*faults(page, axe), *too_wide(page)]


def larger_letters(page, size: str = "200%") -> None:
    """Her own letters, larger than the page was drawn for."""
    settled(page).evaluate("size => { document.documentElement.style.fontSize = size }", size)
