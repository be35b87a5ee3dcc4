// Paints one packed file of points, lines or areas on a single canvas; see geo/maps/field_files.py for the format.
"use strict";

const ShusekiField = (() => {
  const PAD = 0.2;
  const FAR = 0.5;
  const REACH = 5;
  const CROWD = 1000;
  const CORNERS = {
    triangle: [[0, -1.15], [1.1, 0.8], [-1.1, 0.8]],
    square: [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
    diamond: [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]],
    hexagon: [[1, 0], [0.5, 0.87], [-0.5, 0.87], [-1, 0], [-0.5, -0.87], [0.5, -0.87]],
  };
  const PATTERNS = {
    hatch: [[0, 8, 8, 0]], back: [[0, 0, 8, 8]], level: [[0, 4, 8, 4]], upright: [[4, 0, 4, 8]],
    cross: [[0, 8, 8, 0], [0, 0, 8, 8]], coarse: [[0, 4, 8, 4], [4, 0, 4, 8]], dots: [],
  };

  // Longitude and latitude to the unit square of web Mercator.
  const toWorld = (lon, lat) => [
    (lon + 180) / 360,
    0.5 - Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / (2 * Math.PI),
  ];

  const unpackPoints = ({ x, y, steps }) => {
    const places = new Float64Array(x.length * 2);
    let lon = 0;
    let lat = 0;
    for (let i = 0; i < x.length; i += 1) {
      lon += x[i];
      lat += y[i];
      places.set(toWorld(lon / steps, lat / steps), i * 2);
    }
    return places;
  };

  const unpackPath = (path, steps) => {
    const places = new Float64Array(path.length);
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    let lon = 0;
    let lat = 0;
    for (let i = 0; i < path.length; i += 2) {
      lon += path[i];
      lat += path[i + 1];
      const [x, y] = toWorld(lon / steps, lat / steps);
      places[i] = x;
      places[i + 1] = y;
      box[0] = Math.min(box[0], x); box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x); box[3] = Math.max(box[3], y);
    }
    return { places, box };
  };

  const inside = (places, x, y) => {
    let odd = false;
    for (let i = 0, j = places.length - 2; i < places.length; j = i, i += 2) {
      const crosses = (places[i + 1] > y) !== (places[j + 1] > y);
      const at = ((places[j] - places[i]) * (y - places[i + 1])) / (places[j + 1] - places[i + 1]) + places[i];
      if (crosses && x < at) odd = !odd;
    }
    return odd;
  };

  const distance = (places, x, y) => {
    let least = Infinity;
    for (let i = 0; i + 3 < places.length; i += 2) {
      const dx = places[i + 2] - places[i];
      const dy = places[i + 3] - places[i + 1];
      const along = ((x - places[i]) * dx + (y - places[i + 1]) * dy) / (dx * dx + dy * dy || 1);
      const t = Math.max(0, Math.min(1, along));
      least = Math.min(least, Math.hypot(x - places[i] - t * dx, y - places[i + 1] - t * dy));
    }
    return least;
  };

  return L.Layer.extend({
    initialize(address, { fill = null, quiet = false, pane = "overlayPane", words }) {
      Object.assign(this, { address, fill, quiet, words, data: null, hidden: new Set(), filters: new Map() });
      this.options.pane = pane;
    },
    onAdd(map) {
      this.canvas = L.DomUtil.create("canvas", "map-field", this.getPane());
      this.canvas.setAttribute("aria-hidden", "true");
      this.paint = () => this.draw();
      this.hide = () => { this.canvas.hidden = true; };
      map.on("moveend resize", this.paint).on("zoomstart", this.hide);
      this.load().then(this.paint);
    },
    onRemove(map) {
      map.off("moveend resize", this.paint).off("zoomstart", this.hide);
      this.canvas.remove();
    },
    load() {
      this.loading ??= fetch(this.address).then((answer) => {
        if (!answer.ok) throw new Error(this.words.failed);
        return answer.json();
      }).then((data) => {
        this.data = data;
        if (data.kind === "points") data.places = unpackPoints(data);
        else data.paths = data.paths.map((path) => unpackPath(path, data.steps));
        this.fire("loaded");
      });
      return this.loading;
    },
    shows(i) {
      if (this.hidden.has(this.data.c[i])) return false;
      for (const [column, wanted] of this.filters) {
        if (wanted && !String(this.data.columns[column][i]).split("、").includes(wanted)) return false;
      }
      return true;
    },
    toggle(key, on) {
      this.load().then(() => {
        const place = this.data.classes.findIndex((item) => item.key === key);
        if (on) this.hidden.delete(place); else this.hidden.add(place);
        this.draw();
      });
    },
    filter(column, wanted) {
      this.filters.set(column, wanted);
      this.load().then(() => this.draw());
    },
    draw() {
      const map = this._map;
      if (!map || !this.data) return;
      const size = map.getSize();
      const pad = size.multiplyBy(PAD).round();
      const ratio = devicePixelRatio;
      const { canvas } = this;
      canvas.width = (size.x + 2 * pad.x) * ratio;
      canvas.height = (size.y + 2 * pad.y) * ratio;
      canvas.style.width = `${size.x + 2 * pad.x}px`;
      canvas.style.height = `${size.y + 2 * pad.y}px`;
      canvas.hidden = false;
      L.DomUtil.setPosition(canvas, map.containerPointToLayerPoint([-pad.x, -pad.y]));
      const pen = canvas.getContext("2d");
      const scale = 256 * 2 ** map.getZoom();
      const corner = map.project(map.containerPointToLatLng([-pad.x, -pad.y]));
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      this.view = { scale, x: corner.x, y: corner.y, width: size.x + 2 * pad.x, height: size.y + 2 * pad.y };
      if (this.data.kind === "points") this.drawPoints(pen, map.getZoom()); else this.drawPaths(pen);
      this.drawLabels(pen);
    },
    drawPoints(pen, zoom) {
      const { places, c, classes, columns } = this.data;
      const { scale, x: left, y: top, width, height } = this.view;
      const near = zoom >= 8;
      const factor = near ? 1 : FAR;
      // From afar what has no known size is a dust of small dots below the rest.
      const order = [...c.keys()];
      const unknown = (i) => columns.mw !== undefined && columns.mw[i] === null;
      if (!near) order.sort((a, b) => Number(unknown(b)) - Number(unknown(a)));
      for (const i of order) {
        const x = places[2 * i] * scale - left;
        const y = places[2 * i + 1] * scale - top;
        if (x < -30 || y < -30 || x > width + 30 || y > height + 30 || !this.shows(i)) continue;
        const look = classes[c[i]];
        const r = columns.r[i] * factor;
        const hollow = unknown(i);
        if (hollow && !near && c.length > CROWD) {
          pen.fillStyle = look.colour;
          pen.fillRect(x - 0.7, y - 0.7, 1.4, 1.4);
          continue;
        }
        pen.beginPath();
        const corners = CORNERS[look.shape];
        if (corners) {
          for (const [dx, dy] of corners) pen.lineTo(x + dx * r, y + dy * r);
          pen.closePath();
        } else pen.arc(x, y, r, 0, 2 * Math.PI);
        pen.fillStyle = hollow ? "#ffffffc0" : look.colour;
        pen.strokeStyle = hollow ? look.colour : "#ffffff";
        pen.lineWidth = hollow ? 1 : 0.7;
        pen.fill();
        pen.stroke();
      }
    },
    trace(pen, { places }) {
      const { scale, x, y } = this.view;
      for (let i = 0; i < places.length; i += 2) pen.lineTo(places[i] * scale - x, places[i + 1] * scale - y);
    },
    seen({ box }) {
      const { scale, x, y, width, height } = this.view;
      return box[2] * scale > x && box[3] * scale > y && box[0] * scale < x + width && box[1] * scale < y + height;
    },
    drawPaths(pen) {
      const { paths, owner, c, classes, kind } = this.data;
      const groups = new Map();
      paths.forEach((path, i) => {
        if (!this.seen(path) || !this.shows(owner[i])) return;
        const of = kind === "areas" ? owner[i] : `class ${c[owner[i]]}`;
        if (!groups.has(of)) groups.set(of, { look: classes[c[owner[i]]], members: [] });
        groups.get(of).members.push(path);
      });
      for (const { look, members } of groups.values()) {
        pen.beginPath();
        for (const path of members) {
          const { scale, x, y } = this.view;
          pen.moveTo(path.places[0] * scale - x, path.places[1] * scale - y);
          this.trace(pen, path);
          if (kind === "areas") pen.closePath();
        }
        this.ink(pen, look, kind === "areas");
      }
    },
    ink(pen, look, areal) {
      pen.setLineDash(look.dash ? look.dash.split(" ").map(Number) : []);
      pen.lineJoin = "round";
      if (areal && look.fill) {
        pen.globalAlpha = look.fill;
        pen.fillStyle = this.fill ?? look.colour;
        pen.fill("evenodd");
        pen.globalAlpha = 1;
      }
      if (areal && look.pattern) {
        pen.fillStyle = this.patternOf(pen, look);
        pen.fill("evenodd");
      }
      pen.strokeStyle = look.colour;
      pen.lineWidth = look.width;
      pen.stroke();
    },
    patternOf(pen, look) {
      const tile = document.createElement("canvas");
      tile.width = 8;
      tile.height = 8;
      const brush = tile.getContext("2d");
      brush.strokeStyle = look.colour;
      brush.fillStyle = look.colour;
      for (const [x1, y1, x2, y2] of PATTERNS[look.pattern]) {
        brush.moveTo(x1, y1);
        brush.lineTo(x2, y2);
      }
      brush.stroke();
      if (look.pattern === "dots") brush.fillRect(3, 3, 2, 2);
      return pen.createPattern(tile, "repeat");
    },
    drawLabels(pen) {
      if (!this.data.labels.length || this._map.getZoom() < 5.5) return;
      pen.font = `12px ${getComputedStyle(document.body).fontFamily}`;
      pen.textAlign = "center";
      pen.setLineDash([]);
      pen.lineWidth = 3;
      pen.strokeStyle = "#ffffffd0";
      pen.fillStyle = "#6b747d";
      const taken = [];
      for (const [lon, lat, name] of this.data.labels) {
        const [x, y] = toWorld(lon, lat);
        const at = [x * this.view.scale - this.view.x, y * this.view.scale - this.view.y];
        const half = pen.measureText(name).width / 2 + 2;
        if (taken.some((box) => Math.abs(box[0] - at[0]) < box[2] + half && Math.abs(box[1] - at[1]) < 15)) continue;
        taken.push([...at, half]);
        pen.strokeText(name, ...at);
        pen.fillText(name, ...at);
      }
    },
    // The member at a place, the nearest of those within reach; null when there is none.
    at(latlng) {
      if (this.quiet || !this.data || !this.view) return null;
      const [x, y] = toWorld(latlng.lng, latlng.lat);
      const { data, view: { scale } } = this;
      let found = null;
      let least = Infinity;
      const offer = (i, gap) => { if (gap < least) { least = gap; found = i; } };
      if (data.kind === "points") {
        data.c.forEach((_, i) => {
          const gap = Math.hypot(data.places[2 * i] - x, data.places[2 * i + 1] - y) * scale;
          if (gap <= data.columns.r[i] + REACH && this.shows(i)) offer(i, gap);
        });
      } else if (data.kind === "lines") {
        data.paths.forEach((path, i) => {
          if (!this.seen(path) || !this.shows(data.owner[i])) return;
          const gap = distance(path.places, x, y) * scale;
          if (gap <= REACH) offer(data.owner[i], gap);
        });
      } else {
        const odd = new Map();
        data.paths.forEach((path, i) => {
          const [west, north, east, south] = path.box;
          if (x < west || x > east || y < north || y > south) return;
          if (inside(path.places, x, y)) odd.set(data.owner[i], !odd.get(data.owner[i]));
        });
        for (const [i, is] of odd) if (is && this.shows(i)) offer(i, 0);
      }
      return found;
    },
    placeOf(i) {
      const { data } = this;
      const world = data.kind === "points"
        ? [data.places[2 * i], data.places[2 * i + 1]]
        : (({ box }) => [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2])(data.paths[data.owner.indexOf(i)]);
      const lat = (Math.atan(Math.sinh(Math.PI * (1 - 2 * world[1]))) * 180) / Math.PI;
      return L.latLng(lat, world[0] * 360 - 180);
    },
    // What a popup shows, as elements with text; nothing is read as markup.
    card(i) {
      const { data, words } = this;
      const make = (name, text) => Object.assign(document.createElement(name), { textContent: text });
      const box = make("div", "");
      box.append(make("h2", data.name[i] || words.nameless));
      const list = box.appendChild(make("dl", ""));
      list.append(make("dt", words.kind), make("dd", data.classes[data.c[i]].label));
      for (const [column, label, unit] of data.about) {
        const value = data.columns[column][i];
        const known = value !== null && value !== "";
        const text = typeof value === "number" ? value.toLocaleString("ja") : value;
        list.append(make("dt", label), make("dd", known ? `${text} ${unit}`.trim() : words.unknown));
      }
      const link = data.columns.link?.[i];
      if (link?.startsWith("/") && !link.startsWith("//")) {
        const more = box.appendChild(make("a", words.details));
        more.href = link + (document.documentElement.lang === "en" ? "?lang=en" : "");
        more.target = "_top";
      }
      return box;
    },
  });
})();
