// Draws the maps of the product on Leaflet from the page's own data block; asks no host for anything.
"use strict";

const Shuseki = (() => {
  let page = null;
  const layers = new Map();
  const order = [];
  let home = null;

  // Corners in units of the radius, as in geo/maps/swatches.py.
  const CORNERS = {
    triangle: [[0, -1.15], [1.1, 0.8], [-1.1, 0.8]],
    square: [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
    diamond: [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]],
    hexagon: [[1, 0], [0.5, 0.87], [-0.5, 0.87], [-1, 0], [-0.5, -0.87], [0.5, -0.87]],
  };

  const Sign = L.CircleMarker.extend({
    _updatePath() {
      const corners = CORNERS[this.options.shape];
      if (!corners) {
        L.CircleMarker.prototype._updatePath.call(this);
        return;
      }
      const renderer = this._renderer;
      if (!renderer._drawing || this._empty()) return;
      const { x, y } = this._point;
      const context = renderer._ctx;
      context.beginPath();
      for (const [dx, dy] of corners) context.lineTo(x + dx * this._radius, y + dy * this._radius);
      context.closePath();
      renderer._fillStroke(context, this);
    },
  });

  const text = (value) => {
    const element = document.createElement("span");
    element.textContent = value;
    return element;
  };

  const describe = (feature, layer) => {
    const { name, popup } = feature.properties;
    if (popup) layer.bindPopup(popup, { maxWidth: 280 });
    if (name && popup) layer.bindTooltip(text(name), { sticky: true });
  };

  const quiet = (style) => ({ interactive: false, ...style });

  const labels = (data, className) => {
    const group = L.geoJSON(data, {
      pointToLayer: (feature, place) => {
        const icon = L.divIcon({ className, iconSize: [160, 20] });
        const label = L.marker(place, { interactive: false, keyboard: false, pane: "names", icon });
        label.on("add", () => { label.getElement().textContent = feature.properties.name; });
        return label;
      },
    });
    const settle = (map) => keepApart(group.getLayers(), map);
    group.on("add", ({ target }) => {
      target._map.on("zoomend", (event) => settle(event.target));
      settle(target._map);
    });
    return group;
  };

  // Of names that would lie on one another the first stays.
  const keepApart = (names, map) => {
    const taken = [];
    for (const label of names) {
      const { x, y } = map.latLngToLayerPoint(label.getLatLng());
      const half = label.feature.properties.name.length * 7;
      const hidden = taken.some((other) => Math.abs(other.x - x) < other.half + half && Math.abs(other.y - y) < 15);
      label.getElement().style.display = hidden ? "none" : "";
      if (!hidden) taken.push({ x, y, half });
    }
  };

  const DRAWINGS = {
    base: ({ land, labels: names, fill, edge }) => L.layerGroup([
      L.geoJSON(land, quiet({
        pane: "land", renderer: L.canvas({ pane: "land", padding: 0.5 }),
        style: { color: edge, weight: 0.8, fillColor: fill, fillOpacity: 1 },
      })),
      labels(names, "map-prefecture"),
    ]),
    plan: (data) => {
      const outline = L.canvas({ pane: "outline", padding: 0.3 });
      const line = (color, weight, dashArray = null) => L.geoJSON(data, quiet({
        pane: "outline", renderer: outline, style: { color, weight, dashArray, fill: false, lineJoin: "round" },
      }));
      return L.featureGroup([
        L.geoJSON(data, { style: { stroke: false, fillColor: data.colour, fillOpacity: 0.13 }, onEachFeature: describe }),
        line("#ffffff", 6),
        line(data.colour, 3, data.dash),
      ]);
    },
    ring: (data) => L.geoJSON(data, quiet({
      pane: "land", style: { color: data.colour, weight: 1.2, dashArray: "4 4", fill: false },
    })),
    lines: (data) => L.geoJSON(data, {
      style: { color: data.colour, weight: data.width, dashArray: data.dash, opacity: 0.95 }, onEachFeature: describe,
    }),
    marks: (data) => L.geoJSON(data, {
      pointToLayer: (feature, place) => {
        const { radius, hollow } = feature.properties;
        return new Sign(place, hollow
          ? { radius, shape: data.shape, color: data.colour, weight: 1.3, fillColor: "#ffffff", fillOpacity: 0.75 }
          : { radius, shape: data.shape, color: "#ffffff", weight: 1, fillColor: data.colour, fillOpacity: 0.92 });
      },
      onEachFeature: describe,
    }),
    labels: (data) => labels(data, "map-place"),
    tiles: (data) => {
      const tiles = L.tileLayer(data.tiles, { maxNativeZoom: 12, pane: "score", className: "map-score" });
      addEventListener("message", (event) => {
        if (event.origin === location.origin && event.data?.tiles?.startsWith("/")) tiles.setUrl(event.data.tiles);
      });
      return tiles;
    },
    field: ({ address, fill, pane, quiet }) => new ShusekiField(address, {
      fill, pane, quiet: Boolean(quiet), words: page.strings,
    }),
    areas: (data) => L.geoJSON(data, {
      style: { color: data.colour, weight: 2, fill: true, fillOpacity: 0.02 }, onEachFeature: describe,
    }),
  };

  const raise = () => order.forEach((layer) => layer.bringToFront?.());

  // The credits below the map take more or fewer lines as layers come and go; the map has what they leave.
  const settled = (map) => {
    map.invalidateSize({ pan: false });
    fitted(map);
    new ResizeObserver(() => map.invalidateSize({ pan: false })).observe(map.getContainer());
  };

  const fitted = (map) => map.fitBounds(home, { maxZoom: 13, animate: false });

  const ICONS = {
    home: "M3 9 9 3l6 6M5 8v7h8V8",
    full: "M3 7V3h4M11 3h4v4M15 11v4h-4M7 15H3v-4",
  };

  const icon = (path) => {
    const space = "http://www.w3.org/2000/svg";
    const drawing = document.createElementNS(space, "svg");
    drawing.setAttribute("viewBox", "0 0 18 18");
    drawing.setAttribute("aria-hidden", "true");
    drawing.appendChild(document.createElementNS(space, "path")).setAttribute("d", path);
    return drawing;
  };

  // Signs shrink in the far view, where they would hide each other.
  const scaled = (map) => {
    const near = map.getZoom() >= 8;
    map.getContainer().classList.toggle("map-near", near);
    for (const layer of layers.values()) {
      layer.eachLayer?.((member) => {
        if (member instanceof Sign) member.setRadius(member.feature.properties.radius * (near ? 1 : 0.55));
      });
    }
  };

  const button = (map, className, title, path, onClick) => {
    const control = L.control({ position: "topleft" });
    control.onAdd = () => {
      const bar = L.DomUtil.create("div", "leaflet-bar");
      const made = L.DomUtil.create("button", `map-button ${className}`, bar);
      made.type = "button";
      made.title = title;
      made.setAttribute("aria-label", title);
      made.appendChild(icon(path));
      L.DomEvent.disableClickPropagation(bar);
      made.addEventListener("click", onClick);
      return bar;
    };
    control.addTo(map);
  };

  const switches = (map) => {
    for (const box of document.querySelectorAll("input[data-layer]")) {
      box.addEventListener("change", () => {
        for (const key of box.dataset.layer.split(" ")) {
          const layer = layers.get(key);
          if (box.checked) map.addLayer(layer); else map.removeLayer(layer);
        }
        raise();
      });
    }
  };

  // Classes and filters of the layers that are painted from packed files.
  const classes = () => {
    for (const box of document.querySelectorAll("input[data-class]")) {
      box.addEventListener("change", () => {
        for (const key of box.dataset.of.split(" ")) layers.get(key).toggle(box.dataset.class, box.checked);
      });
    }
    for (const list of document.querySelectorAll("select[data-filter]")) {
      list.addEventListener("change", () => layers.get(list.dataset.of).filter(list.dataset.filter, list.value));
    }
  };

  const credited = (map) => {
    const told = () => {
      for (const entry of document.querySelectorAll("li[data-source]")) {
        entry.hidden = !map.hasLayer(layers.get(entry.dataset.source));
      }
    };
    map.on("layeradd layerremove", told);
    told();
  };

  const painted = () => [...layers].filter(([, layer]) => layer.placeOf);

  // The painted thing at a place, the topmost first.
  const hitAt = (map, latlng) => {
    for (const [, layer] of painted().reverse()) {
      const i = map.hasLayer(layer) ? layer.at(latlng) : null;
      if (i !== null) return { layer, i };
    }
    return null;
  };

  const touched = (map) => {
    if (!painted().length) return;
    map.on("click", ({ latlng }) => {
      const hit = hitAt(map, latlng);
      if (hit) map.openPopup(hit.layer.card(hit.i), latlng, { maxWidth: 300 });
    });
  };

  const named = () => {
    const found = [];
    for (const [key, layer] of painted()) {
      if (layer.quiet || !layer.data) continue;
      layer.data.name.forEach((name, i) => { if (name) found.push({ name, key, layer, i }); });
    }
    for (const [key, layer] of layers) {
      layer.eachLayer?.((member) => {
        const name = member.feature?.properties.name;
        if (name && key !== "base") found.push({ name, key, member });
      });
    }
    return found;
  };

  const show = (map, { key, member, layer, i }) => {
    const box = document.querySelector(`input[data-layer~="${key}"]`);
    if (box && !box.checked) box.click();
    if (layer) {
      const there = layer.placeOf(i);
      map.setView(there, Math.max(map.getZoom(), 10), { animate: false });
      map.openPopup(layer.card(i), there, { maxWidth: 300 });
      return;
    }
    const place = member.getLatLng?.() ?? member.getBounds().getCenter();
    map.setView(place, Math.max(map.getZoom(), 11), { animate: false });
    if (member.getPopup()) member.openPopup(place);
  };

  const search = (map) => {
    const input = document.getElementById("map-search");
    const list = document.getElementById("map-found");
    const folded = (value) => value.normalize("NFKC").toLowerCase();
    input.addEventListener("input", () => {
      const wanted = folded(input.value.trim());
      list.replaceChildren();
      if (!wanted) return;
      const hits = named().filter(({ name }) => folded(name).includes(wanted)).slice(0, 8);
      for (const hit of hits) {
        const choice = document.createElement("button");
        choice.type = "button";
        choice.textContent = hit.name;
        choice.addEventListener("click", () => show(map, hit));
        list.appendChild(document.createElement("li")).appendChild(choice);
      }
      if (!hits.length) list.appendChild(document.createElement("li")).textContent = page.strings.none;
    });
  };

  const element = (name, words) => {
    const made = document.createElement(name);
    made.textContent = words;
    return made;
  };

  // A click on the score asks the server why; the answer is written as text, never as markup.
  const reasons = (map) => {
    const { at, cell_page: cellPage } = page.layers.score ?? {};
    if (!at) return;
    const language = document.documentElement.lang;
    map.on("click", async ({ latlng }) => {
      if (!map.hasLayer(layers.get("score")) || hitAt(map, latlng)) return;
      const { lng, lat } = latlng.wrap();
      const answer = await fetch(`${at}?lon=${lng.toFixed(6)}&lat=${lat.toFixed(6)}`);
      const box = element("div", "");
      if (answer.ok) {
        const { code, place_name: place, explanation } = await answer.json();
        box.append(element("h2", `${place} ${code}`), element("p", explanation.summary[language]));
        const list = box.appendChild(element("ul", ""));
        for (const { sentence } of explanation.indicators) list.append(element("li", sentence[language]));
        const link = box.appendChild(element("a", page.strings.reason));
        link.href = `${cellPage}${code}${language === "en" ? "?lang=en" : ""}`;
        link.target = "_top";
      } else {
        box.append(element("p", page.strings.noCell));
      }
      map.openPopup(box, latlng, { maxWidth: 340, maxHeight: 320 });
    });
  };

  const keyboard = (map) => {
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") map.closePopup();
    });
    map.on("popupopen", ({ popup }) => {
      const close = popup.getElement().querySelector(".leaflet-popup-close-button");
      close?.setAttribute("aria-label", page.strings.close);
    });
  };

  return {
    map(id, bounds) {
      page = JSON.parse(document.getElementById("map-data").textContent);
      const map = L.map(id, {
        preferCanvas: true, attributionControl: false, zoomControl: false,
        zoomSnap: 0.5, minZoom: 4, maxZoom: 17,
      });
      home = bounds;
      const made = [["land", 200], ["score", 250], ["outline", 450], ["names", 460]];
      for (const [name, zIndex] of made) {
        const pane = map.createPane(name);
        pane.style.zIndex = zIndex;
        pane.style.pointerEvents = "none";
      }
      map.getContainer().setAttribute("aria-label", page.strings.map);
      map.getContainer().setAttribute("aria-describedby", "map-summary");
      fitted(map);
      return map;
    },
    layer(key, drawing) {
      const layer = DRAWINGS[drawing](page.layers[key]);
      layers.set(key, layer);
      if (key !== "base") order.push(layer);
      return layer;
    },
    start(map) {
      const { zoomIn, zoomOut, full, home: back } = page.strings;
      L.control.zoom({ zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(map);
      button(map, "map-home", back, ICONS.home, () => fitted(map));
      button(map, "map-full", full, ICONS.full, () => (
        document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()
      ));
      L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map);
      map.on("zoomend", () => scaled(map));
      scaled(map);
      switches(map);
      classes();
      credited(map);
      settled(map);
      touched(map);
      search(map);
      keyboard(map);
      reasons(map);
      raise();
      document.documentElement.dataset.mapReady = "true";
    },
  };
})();
