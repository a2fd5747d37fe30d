// Draws the charts of a page: <figure data-chart='{…}'>. The library comes when the first chart is near the screen;
// until then, and when it cannot come, the figures stand there as a table. Colours are the sheet's own names, so that
// light, dark and paper need no second drawing. What a series is, is told by its dash, its mark or its pattern as well.
const COLOURS = ["var(--chart-1)", "var(--chart-2)", "var(--chart-3)", "var(--chart-4)", "var(--chart-5)"];
const TONES = { ok: "var(--ok-mark)", mid: "var(--brand-line)", late: "var(--late-fill)", quiet: "var(--line-strong)" };
const MARKS = ["circle", "rect", "triangle", "diamond", "emptyCircle"];
const DASHES = ["solid", "dashed", "dotted", [8, 3, 2, 3], [2, 6]];
const PATTERNS = [
  { symbol: "none" },
  { dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: Math.PI / 4 },
  { symbol: "circle", dashArrayX: [[8, 8], [0, 8, 8, 0]], dashArrayY: [6, 0], symbolSize: 0.6 },
  { dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: -Math.PI / 4 },
  { dashArrayX: [1, 0], dashArrayY: [3, 4], rotation: 0 },
];

let library;
const load = (source) => (library ??= new Promise((resolve, reject) => {
  const script = Object.assign(document.createElement("script"), { src: source });
  script.onload = () => resolve(window.echarts);
  script.onerror = () => { library = undefined; reject(new Error(`Not loaded: ${source}`)); };
  document.head.append(script);
}));

const colourOf = (series, index) => TONES[series.tone] ?? COLOURS[index % COLOURS.length];
const written = (value, unit) => {
  if (value === null || value === undefined || value === "-") return "–";
  return unit === "percent" ? `${Math.round(value * 100)}%` : new Intl.NumberFormat("en", { maximumFractionDigits: 1 }).format(value);
};

function optionsOf(data, element) {
  const sheet = getComputedStyle(element);
  const isLying = data.kind === "funnel";
  const text = { color: "var(--ink-2)", fontFamily: sheet.fontFamily, fontSize: 12 };
  const names = {
    type: "category", data: data.labels, inverse: isLying, boundaryGap: data.kind !== "line",
    axisLine: { lineStyle: { color: "var(--line-strong)" } }, axisTick: { show: false },
    axisLabel: { ...text, hideOverlap: true, show: !data.small, ...(isLying && { width: 120, overflow: "truncate" }) },
  };
  const values = {
    type: "value", min: 0, ...(data.unit === "percent" ? { max: 1, interval: 0.25 } : { minInterval: 1 }),
    splitNumber: data.small ? 2 : 4, show: !isLying && !data.small, splitLine: { lineStyle: { color: "var(--line)" } },
    axisLabel: { ...text, formatter: (value) => written(value, data.unit) },
  };
  const hasLegend = data.series.length > 1;
  return {
    animation: false, textStyle: text, aria: { enabled: true, label: { enabled: false } },
    grid: { left: 4, right: isLying ? 48 : 12, top: hasLegend ? 32 : 12, bottom: 4, outerBoundsMode: "same", outerBounds: { left: 0, right: 0, top: 0, bottom: 0 } },
    legend: { show: hasLegend, type: "scroll", top: 0, left: 0, itemWidth: 22, itemHeight: 10, data: data.series.map(({ name, plan }) => ({ name, ...(!plan && data.kind !== "line" && { icon: "rect" }) })), textStyle: text, selectedMode: false, pageTextStyle: text, pageIconColor: "var(--brand)", pageIconInactiveColor: "var(--line-strong)" },
    tooltip: {
      trigger: "axis", renderMode: "richText", confine: true, backgroundColor: "var(--surface)", borderColor: "var(--line-strong)", borderWidth: 1, padding: 8,
      textStyle: { ...text, color: "var(--ink)", textShadowBlur: 0 }, shadowBlur: 0, axisPointer: { type: "line", lineStyle: { color: "var(--line-strong)", type: "solid" } },
      formatter: (points) => [points[0].axisValueLabel ?? points[0].name, ...points.map((point) => `${point.seriesName}  ${written(point.value, data.unit)}`)].join("\n"),
    },
    xAxis: isLying ? values : names, yAxis: isLying ? names : values,
    series: data.series.map((series, index) => seriesOf(data, series, index, text)),
  };
}

function seriesOf(data, series, index, text) {
  const colour = series.plan ? "var(--ink-3)" : colourOf(series, index);
  const shared = { name: series.name, data: series.values.map((value) => value ?? "-"), emphasis: { disabled: true }, silent: true };
  const isLine = data.kind === "line" || series.plan;
  if (isLine) {
    return { ...shared, type: "line", symbol: series.plan ? "none" : MARKS[index % MARKS.length], symbolSize: 6, showSymbol: true, connectNulls: false, color: colour,
      itemStyle: { color: colour }, lineStyle: { color: colour, width: 2, type: series.plan ? [4, 4] : DASHES[index % DASHES.length] } };
  }
  const isFull = data.series.length === 1;
  return { ...shared, type: "bar", color: colour, stack: data.kind === "stacked" ? "all" : undefined, barMaxWidth: 28, barCategoryGap: data.kind === "funnel" ? "25%" : "35%",
    itemStyle: { color: colour, decal: isFull ? undefined : { color: "var(--surface)", ...PATTERNS[index % PATTERNS.length] } },
    label: { show: isFull && !data.small, position: data.kind === "funnel" ? "right" : "top", ...text, color: "var(--ink)", formatter: (point) => written(point.value, data.unit) } };
}

async function draw(figure) {
  const plot = figure.querySelector(".chart-plot");
  const echarts = await load(figure.dataset.drawnBy);
  const drawing = echarts.init(plot, null, { renderer: "svg" });
  drawing.setOption(optionsOf(JSON.parse(figure.dataset.chart), plot));
  new ResizeObserver(() => drawing.resize()).observe(plot);
}

function giveUp(figure) {
  figure.classList.remove("is-drawn");
  figure.querySelector(".chart-plot").hidden = true;
  figure.querySelector("details").open = true;
}

const near = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    near.unobserve(target);
    draw(target).catch(() => giveUp(target));
  }
}, { rootMargin: "200px" });

function prepare(root) {
  for (const figure of root.querySelectorAll("[data-chart]:not(.is-drawn)")) {
    figure.classList.add("is-drawn");
    figure.querySelector("details").open = false;
    near.observe(figure);
  }
}

prepare(document);
document.addEventListener("htmx:load", (event) => prepare(event.target));
// On paper the drawing may not have been reached: its figures are. What was drawn fits the sheet, then the screen again.
addEventListener("beforeprint", () => {
  document.querySelectorAll(".chart details").forEach((details) => { details.open = true; });
  for (const svg of document.querySelectorAll(".chart-plot svg")) {
    svg.setAttribute("viewBox", `0 0 ${svg.clientWidth} ${svg.clientHeight}`);
    svg.parentElement.classList.add("on-paper");
  }
});
addEventListener("afterprint", () => {
  document.querySelectorAll(".on-paper > svg").forEach((svg) => { svg.removeAttribute("viewBox"); svg.parentElement.classList.remove("on-paper"); });
});
