// Draws the charts of a page from the figures they carry. ECharts is fetched only where a chart is. Figures stand in an
// attribute: of a part that is exchanged in place htmx drops every block of data, as it drops scripts.

const library = document.querySelector("script[data-echarts]").dataset.echarts;
const style = getComputedStyle(document.documentElement);
const tone = (name) => TONES[name] || TONES.accent;
const TONES = {
  accent: "#155e75", second: "#7a9aa6", muted: "#a9b5c0",
  green: read("--tone-green"), yellow: read("--tone-yellow"), orange: read("--tone-orange"), red: read("--tone-red"), blue: read("--tone-blue"),
  good: read("--tone-green"), warn: read("--tone-orange"), bad: read("--tone-red"),
};
// A bright tone has an edge: without one its bars would fade into the white around them.
const EDGES = { yellow: read("--tone-yellow-edge") };
function read(name) {
  return style.getPropertyValue(name).trim();
}

const language = document.documentElement.lang;
const rtl = document.documentElement.dir === "rtl";
// Pseudo-languages are no languages that a browser can count in.
const plain = new Intl.NumberFormat(/-x[ab]$/.test(language) ? "en" : language, { maximumFractionDigits: 2 });
const shown = (value, unit) =>
  value === null || value === undefined || Number.isNaN(value) ? "–"
    : unit === "percent" ? `${plain.format(Math.round(value * 1000) / 10)} %`
    : unit ? `${plain.format(value)} ${unit}` : plain.format(value);

const NAME = "12px " + getComputedStyle(document.body).fontFamily;
const ruler = document.createElement("canvas").getContext("2d");
// How wide the names of lying bars are: as wide as the longest, and where that is too much, broken into lines.
function room(names, width) {
  ruler.font = NAME;
  return Math.min(Math.ceil(Math.max(0, ...names.map((name) => ruler.measureText(name).width))) + 8, Math.round(width * 0.46));
}

function options(data, width) {
  const lying = data.kind === "rows";
  const aside = lying ? room(data.categories, width) : 0;
  const names = { type: "category", data: data.categories, axisTick: { show: false }, position: rtl && lying ? "right" : undefined, axisLabel: lying ? { color: "#3d4855", interval: 0, width: aside, overflow: "break", lineHeight: 14 } : { hideOverlap: true, color: "#3d4855", alignMinLabel: rtl ? "right" : "left", alignMaxLabel: rtl ? "left" : "right" }, axisLine: { lineStyle: { color: "#b9c4cf" } }, inverse: lying || rtl };
  const counted = !data.unit && data.series.every((one) => one.values.every((value) => value === null || Number.isInteger(value)));
  const values = { type: "value", minInterval: counted ? 1 : undefined, axisLabel: { color: "#55606e", hideOverlap: true, formatter: (value) => shown(value, data.unit) }, splitLine: { lineStyle: { color: "#e6ebef" } }, position: rtl && !lying ? "right" : undefined, inverse: rtl && lying };
  const series = data.series.flatMap((one) => drawn(one, data));
  if (data.marks.length && series.length) {
    series[0].markLine = {
      symbol: "none", lineStyle: { type: "dashed", color: "#3d4855" }, label: { formatter: "{b}", position: "insideEndTop", color: "#1b2430" },
      data: data.marks.map((mark) => (lying ? { name: mark.name, xAxis: mark.value } : { name: mark.name, yAxis: mark.value })),
    };
  }
  return {
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    animationDuration: 250,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: "#1b2430" },
    grid: lying
      ? { left: rtl ? 24 : aside + 14, right: rtl ? aside + 14 : 24, top: data.series.length > 1 ? 34 : 12, bottom: 26 }
      // Four names or more need two lines on a telephone.
      : { left: 8, right: 16, top: data.series.length > 3 && innerWidth < 480 ? 58 : data.series.length > 1 ? 36 : 12, bottom: 8, containLabel: true },
    legend: data.series.length > 1 ? { top: 0, left: rtl ? "right" : "left", itemWidth: 12, itemHeight: 12, textStyle: { color: "#3d4855" }, data: data.series.map((one) => one.name) } : undefined,
    // The rich-text way of drawing tooltips puts no style into the page, which its policy would refuse.
    tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: data.kind === "lines" ? "line" : "shadow" }, formatter: (points) => told(points, data) },
    xAxis: lying ? values : names,
    yAxis: lying ? names : values,
    series,
  };
}

function drawn(one, data) {
  const colour = tone(one.tone);
  const bar = data.kind !== "lines";
  const main = {
    name: one.name, type: bar ? "bar" : "line", data: data.kind === "stacked" ? one.values.map((value) => value || null) : one.values, itemStyle: { color: colour, borderColor: bar ? EDGES[one.tone] : undefined, borderWidth: bar && EDGES[one.tone] ? 1 : 0, borderRadius: bar && data.kind !== "stacked" ? 2 : 0 },
    lineStyle: { width: 2, color: colour }, symbol: "circle", symbolSize: 5, showSymbol: one.values.length < 40, barMaxWidth: 36,
    stack: data.kind === "stacked" ? "all" : undefined, cursor: one.links.length ? "pointer" : "default", connectNulls: false,
  };
  if (!one.low.length) return [main];
  // An interval is a whisker on a bar and a band around a line.
  return [main, {
    name: one.name, type: "custom", silent: true, tooltip: { show: false }, itemStyle: { color: "#1b2430" }, encode: { x: data.kind === "rows" ? [1, 2] : 0, y: data.kind === "rows" ? 0 : [1, 2] }, z: 5,
    data: one.values.map((_, at) => [at, one.low[at], one.high[at]]),
    renderItem: (_, api) => whisker(api, data.kind === "rows"),
  }];
}

function whisker(api, lying) {
  const [at, low, high] = [api.value(0), api.value(1), api.value(2)];
  if (Number.isNaN(low) || Number.isNaN(high)) return { type: "group", children: [] };
  const a = api.coord(lying ? [low, at] : [at, low]);
  const b = api.coord(lying ? [high, at] : [at, high]);
  const line = (x1, y1, x2, y2) => ({ type: "line", shape: { x1, y1, x2, y2 }, style: { stroke: "#1b2430", lineWidth: 1.25 } });
  const [dx, dy] = lying ? [0, 4] : [4, 0];
  return { type: "group", children: [line(...a, ...b), line(a[0] - dx, a[1] - dy, a[0] + dx, a[1] + dy), line(b[0] - dx, b[1] - dy, b[0] + dx, b[1] + dy)] };
}

function told(points, data) {
  const at = points[0].dataIndex;
  const lines = data.series.map((one) => {
    const range = one.low.length && one.low[at] !== null ? ` (${shown(one.low[at], data.unit)} – ${shown(one.high[at], data.unit)})` : "";
    return `${one.name}: ${shown(one.values[at], data.unit)}${range}`;
  });
  return [data.categories[at], ...lines].join("\n");
}

function fetched(address) {
  return new Promise((done, failed) => {
    if (window.echarts) return done(window.echarts);
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => done(window.echarts);
    script.onerror = failed;
    document.head.append(script);
  });
}

async function draw(root) {
  const places = [...root.querySelectorAll("[data-chart]:not([data-drawn])")];
  if (!places.length) return;
  // Names are measured before they are drawn: with another font than they are drawn in, the long ones were cut off.
  const [echarts] = await Promise.all([fetched(library), document.fonts.load(NAME)]);
  for (const place of places) {
    const data = JSON.parse(place.dataset.chart);
    const chart = echarts.init(place, null, { renderer: "canvas" });
    chart.setOption(options(data, place.clientWidth));
    chart.on("click", (point) => {
      const link = data.series.find((one) => one.name === point.seriesName)?.links[point.dataIndex];
      if (link) location.href = link;
    });
    new ResizeObserver(() => chart.resize()).observe(place);
    place.dataset.drawn = "yes";
  }
}

draw(document);
document.addEventListener("htmx:afterSwap", () => draw(document));
