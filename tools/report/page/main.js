document.getElementById("page").append(Object.assign(document.createElement("pre"), { textContent: JSON.parse(document.getElementById("record").textContent).summary }));
