// Renders the chart as Helm does, for a test where there is no Helm: its templates use only what is defined here. Usage:
// render CHART VALUES_AS_JSON; the values are put over those of the chart.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig"
	"github.com/ghodss/yaml"
)

func main() {
	log.SetFlags(0)
	chart := os.Args[1]
	values := read(filepath.Join(chart, "values.yaml"))
	var given map[string]interface{}
	must(json.Unmarshal([]byte(os.Args[2]), &given))
	merge(values, given)
	about := read(filepath.Join(chart, "Chart.yaml"))
	data := map[string]interface{}{
		"Values":  values,
		"Chart":   map[string]interface{}{"Name": about["name"], "Version": about["version"], "AppVersion": about["appVersion"]},
		"Release": map[string]interface{}{"Name": "rbee", "Namespace": "rbee"},
	}
	all := template.New("chart").Option("missingkey=error")
	functions := sprig.TxtFuncMap()
	functions["include"] = func(name string, data interface{}) (string, error) {
		var out bytes.Buffer
		err := all.ExecuteTemplate(&out, name, data)
		return out.String(), err
	}
	functions["toYaml"] = func(value interface{}) (string, error) {
		text, err := yaml.Marshal(value)
		return strings.TrimSuffix(string(text), "\n"), err
	}
	all.Funcs(functions)
	paths, err := filepath.Glob(filepath.Join(chart, "templates", "*"))
	must(err)
	for _, path := range paths {
		text, err := os.ReadFile(path)
		must(err)
		_, err = all.New(filepath.Base(path)).Parse(string(text))
		must(err)
	}
	for _, path := range paths {
		if filepath.Ext(path) != ".yaml" && filepath.Ext(path) != ".txt" {
			continue
		}
		var out bytes.Buffer
		must(all.ExecuteTemplate(&out, filepath.Base(path), data))
		if filepath.Ext(path) == ".txt" {
			fmt.Fprint(os.Stderr, out.String())
		} else {
			fmt.Printf("---\n%s\n", out.String())
		}
	}
}

func read(path string) map[string]interface{} {
	text, err := os.ReadFile(path)
	must(err)
	var found map[string]interface{}
	must(yaml.Unmarshal(text, &found))
	return found
}

func merge(into, from map[string]interface{}) {
	for key, value := range from {
		inner, isMap := value.(map[string]interface{})
		old, wasMap := into[key].(map[string]interface{})
		if isMap && wasMap {
			merge(old, inner)
		} else {
			into[key] = value
		}
	}
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
