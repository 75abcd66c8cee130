// time_chart
