"""The eight layouts hold the faults that they are there for."""

import json
import zipfile

import openpyxl
import polars as pl


def first_bytes(path, count=4) -> bytes:
    return path.read_bytes()[:count]


def test_the_base_export_begins_with_a_byte_order_mark_and_holds_quoted_newlines(small):
    path = small.intake / "harbor_neighbors" / "Requests-Grid view.csv"
    assert first_bytes(path, 3) == b"\xef\xbb\xbf"
    assert "best.\nAsks" in path.read_text(encoding="utf-8-sig")
    needs = pl.read_csv(path, infer_schema_length=0)["What is needed"]
    assert needs.str.contains("; ").any()


def test_the_form_holds_asks_and_offers_with_times_of_day(small):
    form = pl.read_csv(small.intake / "front_stoop" / "Form Responses 1.csv", infer_schema_length=0)
    assert set(form["I want to"]) == {"Ask for help", "Offer help"}
    assert form["Timestamp"].drop_nulls().str.contains(r"^\d{1,2}/\d{1,2}/\d{4} \d\d:\d\d:\d\d$").all()


def test_the_line_exports_semicolons_in_windows_1252_by_year(small):
    paths = sorted((small.intake / "harbor_helpline").glob("211_export_*.csv"))
    assert [p.name for p in paths] == ["211_export_2023.csv", "211_export_2024.csv"]
    assert b"Food \x96 Pantries" in paths[0].read_bytes()


def test_the_clinic_workbook_has_merged_titles_a_hidden_column_and_three_kinds_of_dates(small):
    sheet = openpyxl.load_workbook(small.intake / "clinica_del_puerto" / "registro_2024.xlsx")["Registro"]
    assert len(sheet.merged_cells.ranges) == 3
    header = [cell.value for cell in sheet[4]]
    hidden = [letter for letter, column in sheet.column_dimensions.items() if column.hidden]
    assert [header[ord(letter) - ord("A")] for letter in hidden] == ["Sede"]
    column = header.index("Fecha")
    kinds = {
        type(row[column]).__name__ for row in sheet.iter_rows(min_row=5, values_only=True) if row[column]
    }
    assert kinds == {"str", "datetime", "int"}


def test_a_workbook_holds_no_clock(small):
    with zipfile.ZipFile(small.intake / "clinica_del_puerto" / "registro_2024.xlsx") as parts:
        assert {part.date_time[0] for part in parts.infolist()} == {1980}
        assert b"2026-11-14" in parts.read("docProps/core.xml")


def test_the_pantry_ends_each_file_with_a_total_of_its_counts(small):
    for path in (small.intake / "harbor_pantry").glob("pantry_*.csv"):
        *rows, total = path.read_text().splitlines()
        counts = [int(line.rsplit(",", 1)[1]) for line in rows[1:]]
        assert total.startswith("TOTAL,") and total.rsplit(",,", 1)[1].strip(',"').replace(",", "") == str(
            sum(counts)
        )


def test_the_legal_export_is_a_list_under_a_key(small):
    content = json.loads((small.intake / "harbor_legal" / "intakes.json").read_text(encoding="utf-8"))
    assert set(content) == {"exported_at", "intakes"} and content["intakes"][0]["opened"][10] == "T"


def test_monthly_exports_overlap_and_correct(small):
    paths = sorted((small.intake / "open_door").glob("outreach_*.tsv"))
    assert len(paths) == 8 and first_bytes(paths[0], 2) == b"\xff\xfe"
    months = [
        pl.read_csv(p.read_text(encoding="utf-16").encode(), separator="\t", infer_schema_length=0)
        for p in paths
    ]
    again = months[0].join(months[1], on="Ref", suffix="_later")
    assert again.height > 0
    every = pl.concat(months)
    assert {"N/A", "-", "999"} <= set(every["Age"].drop_nulls())
    assert set(every["ZIP"].drop_nulls()) & {"7030", "7302"}


def test_the_tenants_sheet_has_two_header_rows_and_swapped_coordinates(small):
    text = (small.intake / "harbor_tenants" / "tenants union cards.csv").read_bytes().decode("latin-1")
    above, below = text.split("\n", 1)
    sheet = pl.read_csv(below.encode(), infer_schema_length=0)
    assert above.startswith("Card,,,Where,,") and above.count(",") + 1 == sheet.width
    latitudes = sheet["Lat"].drop_nulls()
    assert latitudes.str.starts_with("-7").any() and latitudes.str.starts_with("40.").any()
    assert sheet["Notes"].str.contains("Señora").any()
